# Copies what the import needs of a Delfin database on MySQL into delfin.sqlite. Run it on the machine of Delfin:
# python3 delfin-from-mysql.py mysql+pymysql://delfin:PASSWORD@localhost/delfin
import sqlite3
import sys
from sqlalchemy import create_engine, text

source = create_engine(sys.argv[1]).connect()
target = sqlite3.connect("delfin.sqlite")
for table in ("storages", "access_info", "alert_source"):
    rows = source.execute(text("select * from " + table))
    names = list(rows.keys())
    target.execute("create table %s (%s)" % (table, ", ".join(names)))
    for row in rows:
        values = [v if v is None or isinstance(v, int) else str(v) for v in row]
        target.execute("insert into %s values (%s)" % (table, ", ".join("?" * len(names))), values)
target.commit()
