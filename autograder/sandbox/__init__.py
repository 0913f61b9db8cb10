"""Where a submission runs: behind bubblewrap, with nothing in reach that is not its own.

`sandbox` is the seam, `channel` the grader's end of the pipes, `bubblewrap` with `mounts` and `seccomp` what it is
made of, and `student_edition` what stands for `layerwise` inside.
"""
