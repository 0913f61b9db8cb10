"""What `autograder` and `explore` are inside the sandbox: packages that let a notebook run and decide nothing."""
