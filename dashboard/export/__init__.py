"""What leaves the screen: text files and images, with source, as-of date, legend and snapshot id."""
