// The front page of the module.
