"""What no bank reports: the pages on which a family keeps it by hand."""
