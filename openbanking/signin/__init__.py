"""How people sign in: second factors, devices, confirmation, and what they are told of it."""
