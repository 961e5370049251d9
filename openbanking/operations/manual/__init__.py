"""What no bank reports, over the contract."""
