"""Operations over HTTP: one route for each, from the query string to the bytes of the answer."""
