"""What a person takes home of a session: tables, records, citations. Reading only."""

from descentlab.exports.csv import table, tables
from descentlab.exports.naming import file_name
from descentlab.exports.selection import series_of
from descentlab.exports.zarr_zip import record_zip

__all__ = ["file_name", "record_zip", "series_of", "table", "tables"]
