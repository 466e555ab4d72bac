"""What several kinds of tests share: bases to build, the built site, and a reader of finished HTML."""
