"""Sentences for mechanisms of no known family, and the way back to the same syntax tree.

`forms` holds the sentences. On the writing side, `amounts`, `conditions`, `answers` and `steps` put a syntax tree
into English, `telling` chooses among the sentences; on the reading side, `heard_amounts`, `heard_conditions`,
`heard_answers` and `heard_steps` take the English apart, `hearing` puts a mechanism together. Each construct has one
wording that no other has, so that the tree comes back as it was.
"""
