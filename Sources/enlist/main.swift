print("enlist")
