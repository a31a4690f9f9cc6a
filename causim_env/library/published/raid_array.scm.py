"""A disk array in a file server."""

level: Categorical(raid_0=1, raid_1=1, raid_5=3, raid_6=2, raid_10=2)
"""Level of the array."""
disks: Categorical({4: 3, 6: 2, 8: 2})
"""Number of disks [disks]."""
smallest: Categorical({100: 1, 500: 2, 1000: 3})
"""Size of the smallest disk [GB]."""
failed: Categorical({0: 4, 1: 3, 2: 2, 3: 1})
"""Number of failed disks [disks]."""

def capacity(level, disks) -> Integer(1, 8):
    """Capacity in disks [disks]."""
    match level:
        case "raid_0":
            return disks
        case "raid_1":
            return 1
        case "raid_5":
            return disks - 1
        case "raid_6":
            return disks - 2
        case _:
            return disks // 2

def usable(capacity, smallest) -> Integer(100, 8000):
    """Usable capacity [GB]."""
    return capacity * smallest

def tolerance(level, disks) -> Integer(0, 7):
    """Number of disk failures always survived [disks]."""
    match level:
        case "raid_0":
            return 0
        case "raid_1":
            return disks - 1
        case "raid_6":
            return 2
        case _:
            return 1

def survival(failed, tolerance) -> Boolean():
    """Survival of the data [certain / uncertain]."""
    return failed <= tolerance
