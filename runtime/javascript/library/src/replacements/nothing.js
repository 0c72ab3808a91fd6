// Nothing: the engine has one encoding for URLs, UTF-8.
