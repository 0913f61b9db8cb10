"""What has passed its check and is the learner's own: kept in a folder, given out by `import mine`, exported."""
