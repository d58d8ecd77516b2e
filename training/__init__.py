"""How the language core is made: readers, the model, training and export."""
