"""秘匿 of the linked tables: which published counts to hide, given every earlier snapshot and every municipality.

The tables, the releases and the attackers of this prefecture stand here; the search for the cells to hide is
`etl.suppression`, which knows nothing of municipalities or files.
"""
