// All features are there: the parts that came before them can be filled.
BS.begin();
