"""What is kept: photos on the disk, the rest in the database, and the queue between them."""
