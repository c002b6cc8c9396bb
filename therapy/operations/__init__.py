"""Starting the product on one machine, the demo clinic, and trials of one exercise."""
