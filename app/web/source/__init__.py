"""A document as written, made safe to show: Markdown, HTML and plain text to HTML with anchors and source lines."""
