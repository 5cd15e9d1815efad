print("localcloud")
