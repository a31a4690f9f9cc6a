"""A process that asks for a file on a computer with several users."""

superuser: Bernoulli(1, 10)
"""Privileges of the process [present / absent]."""
owner: Bernoulli(1, 3)
"""Ownership of the file by the process [present / absent]."""
member: Bernoulli(1, 2)
"""Membership of the process in the group of the file [present / absent]."""
owner_digit: Categorical({0: 1, 4: 1, 6: 4, 7: 3})
"""Mode digit of the owner [octal units]."""
group_digit: Categorical({0: 2, 4: 3, 5: 2, 6: 1, 7: 1})
"""Mode digit of the group [octal units]."""
others_digit: Categorical({0: 3, 1: 1, 4: 3, 5: 2, 7: 1})
"""Mode digit of the others [octal units]."""
access: Categorical(read=4, write=3, execute=2)
"""Access that is asked for."""

def user_class(owner, member) -> Category("owner", "group", "others"):
    """Class of the process."""
    if owner:
        return "owner"
    return "group" if member else "others"

def digit(user_class, owner_digit, group_digit, others_digit) -> Integer(0, 7):
    """Applicable mode digit [octal units]."""
    match user_class:
        case "owner":
            return owner_digit
        case "group":
            return group_digit
        case _:
            return others_digit

def bit(digit, access) -> Boolean():
    """Bit for the access [set / clear]."""
    match access:
        case "read":
            return digit // 4 == 1
        case "write":
            return digit // 2 % 2 == 1
        case _:
            return digit % 2 == 1

def executable(owner_digit, group_digit, others_digit) -> Boolean():
    """Bit for execution in any class [set / clear]."""
    return owner_digit % 2 == 1 or group_digit % 2 == 1 or others_digit % 2 == 1

def granted(bit, superuser, access, executable) -> Boolean():
    """Request of the process [granted / denied]."""
    return bit or (superuser and (access != "execute" or executable))
