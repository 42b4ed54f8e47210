"""Makes types.parquet, nested.parquet and encrypted.xlsx: pip install pyarrow openpyxl msoffcrypto-tool."""

import datetime
import decimal
import io

import msoffcrypto.format.ooxml
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

decimals = [decimal.Decimal("12.50"), decimal.Decimal("-0.05"), None]
types = pa.table({
    "vendor_name": ["Acme Ltd", "和田浩林发饰品有限公司", None],
    "int64": pa.array([914403001922038216, None, 1], pa.int64()),
    "uint64": pa.array([2**64 - 1, 0, 1], pa.uint64()),
    "int8": pa.array([-1, 2, 3], pa.int8()),
    "decimal": pa.array(decimals, pa.decimal128(10, 2)),
    "decimal256": pa.array([decimal.Decimal("1" * 60), None, decimal.Decimal("-7")], pa.decimal256(70, 0)),
    "date": pa.array([datetime.date(2020, 7, 31)] * 3),
    "timestamp": pa.array([datetime.datetime(2020, 7, 31, 9, 30)] * 3, pa.timestamp("us")),
    "nanos": pa.array([datetime.datetime(1969, 12, 31)] * 3, pa.timestamp("ns")),
    "time": pa.array([datetime.time(9, 30)] * 3),
    "bool": [True, False, None],
    "double": [0.1, 1e21, -7.0],
    "half": pa.array([1.5, 2.5, None], pa.float16()),
    "bytes": pa.array([b"\xff", b"abc", None]),
    "dictionary": pa.array(["x", "y", "x"]).dictionary_encode(),
    "struct": pa.array([{"a": "Nested GmbH", "b": 1}, None, {"a": None, "b": 2}]),
    "large": pa.array(["long"] * 3, pa.large_string()),
})
pq.write_table(types, "types.parquet", compression="zstd")
nested = {"vendor_name": ["a"], "tags": [["x", "y"]], "prices": pa.array([[("k", "v")]], pa.map_(pa.string(), pa.string()))}
pq.write_table(pa.table(nested), "nested.parquet")

book, plain = openpyxl.Workbook(), io.BytesIO()
book.active.append(["Vendor Name"])
book.active.append(["Acme Ltd"])
book.save(plain)
plain.seek(0)
with open("encrypted.xlsx", "wb") as file:
    msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", file)
