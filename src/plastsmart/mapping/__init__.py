"""Mapping (kartlegging): from a municipality's own numbers to its baseline.

Reported tonnages, picking analyses, populations and plant reports are measurements of the flows of
the model. `read` takes them from a workbook or a table, `from_ssb` from Statistics Norway;
`plastsmart.reconcile` finds the flows that obey the model and lie nearest to them.
"""
