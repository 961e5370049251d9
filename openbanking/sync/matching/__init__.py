"""Recognise what Powens lists under new ids: accounts, corrected transactions."""
