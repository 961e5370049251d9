"""What a family pays and receives again and again."""
