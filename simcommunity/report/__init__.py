"""What a run looks like to a reader: table, files, figures and one page of HTML."""
