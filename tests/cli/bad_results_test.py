"""Results that are damaged, or none: `compare` and `report` name file, line and column, and go on
where that is safe."""

import csv
import io
import os
import threading
from program import BRIEF, TRIAD, ProgramTest, unittest

TORN = "line 4: the last row is torn and was left out"


def text_of(rows, **dialect):
    text = io.StringIO()
    csv.writer(text, **{"lineterminator": "\n", **dialect}).writerows(rows)
    return text.getvalue()


class BadResults(ProgramTest):
    def setUp(self):
        super().setUp()
        self.succeed("run", *TRIAD, *BRIEF, "--runs", "3", "--out", self.out)
        self.good = self.out / "results.csv"
        self.table = list(csv.reader(self.good.read_text().splitlines()))
        self.bad = self.folder / "bad.csv"
        self.page = self.folder / "report.html"

    def commands(self):
        return ["compare", self.good, self.bad], ["report", self.bad, "--out", self.page]

    def changed(self, column, value, row=1):
        rows = [list(r) for r in self.table]
        rows[row][rows[0].index(column)] = value
        return text_of(rows)

    def number(self, column):
        return f"column {self.table[0].index(column) + 1} ({column}): "

    def test_is_refused(self):
        text = self.good.read_text()
        rename = lambda name: text.replace(f",{name},", f",{name}_,", 1)
        for content, message in [
                ("", "line 1: no header"),
                ("a,b", "line 1: no header"),
                (rename("median_s"), "line 1: no column 'median_s'"),
                (rename("fingerprint"), "line 1: no column 'fingerprint'"),
                (text.replace(",case_hash,", ",case_id,", 1), "a second 'case_id'"),
                (self.changed("schema_version", "2"), "line 2: " + self.number("schema_version") + "'2' is unknown"),
                (self.changed("median_s", "fast", 2), "line 3: " + self.number("median_s") + "'fast' is no number"),
                (self.changed("median_s", "nan"), "line 2: "),
                (self.changed("median_s", "1e999"), "line 2: " + self.number("median_s") + "'1e999' is no number"),
                (self.changed("status", "fine"), "line 2: " + self.number("status")),
                (self.changed("fingerprint", ""), "line 2: "),
                (text_of([*self.table, ["1"]]), "line 5: column 1: the row has 1 fields"),
                ("x" * (1 << 20) + "y", "line 1: a row of more than 1048576 bytes"),
        ]:
            self.bad.write_text(content)
            for command in self.commands():
                with self.subTest(message, command=command[0]):
                    self.fail_with(5, f"{self.bad}: ", *command)
                    self.fail_with(5, message, *command)
        self.assertFalse(self.page.exists())

    def test_is_understood(self):
        reversed_columns = text_of([row[::-1] for row in self.table])
        for content in (self.good.read_text(), reversed_columns, "\ufeff" + text_of(self.table, lineterminator="\r\n"),
                        text_of(self.table, quoting=csv.QUOTE_ALL), self.changed("implementation", 'two\nlines, "quoted"')):
            self.bad.write_text(content, newline="")
            for command in self.commands():
                done = self.succeed(*command)
                self.assertNotIn("warning", done.stderr)

    def test_a_torn_row_is_left_out(self):
        self.bad.write_text(self.good.read_text()[:-30])
        for command in self.commands():
            done = self.succeed(*command)
            self.assertIn(TORN, " ".join((done.stdout + done.stderr).split()))

    def test_rows_that_are_there_twice(self):
        skipped = self.changed("status", "skipped").splitlines()
        for lines in ([*self.good.read_text().splitlines(), self.good.read_text().splitlines()[1]],
                      [*skipped, skipped[1]]):
            self.bad.write_text("\n".join(lines) + "\n")
            for command in self.commands():
                self.fail_with(5, "line 5: column (run_id, case_id, devices): ", *command)
        self.fail_with(5, "repeats the row at", "report", self.good, self.out, "--out", self.page)

    def test_nothing_after_the_header(self):
        self.bad.write_text(text_of(self.table[:1]))
        for command in self.commands():
            self.fail_with(5, "bad.csv: line 2: no rows after the header", *command)

    def test_canaries_that_say_nothing(self):
        for limit, message in (("", "is empty"), ("speed", "unknown limit 'speed'")):
            rows = [list(row) for row in self.table]
            rows[1][rows[0].index("p_limit")] = limit
            rows[1][rows[0].index("benchmark")] = "ceilings"
            self.bad.write_text(text_of(rows))
            done = self.fail_with(5, message, *self.commands()[1])
            self.assertIn(f"bad.csv: line 2: column {rows[0].index('p_limit') + 1} (p_limit): ", done.stderr)

    def test_folders_of_folders(self):
        self.succeed("report", self.folder, "--out", self.page)
        self.assertIn(f"{self.out}", self.page.read_text())

    def test_machines_that_differ(self):
        place = self.table[0].index("fingerprint")
        self.bad.write_text(text_of([self.table[0], *(r[:place] + ["m0123456789ab"] + r[place + 1:] for r in self.table[1:])]))
        compare, report = self.commands()
        self.assertEqual(self.call(*compare).returncode, 4)
        self.succeed(*report)

    def test_what_is_no_file(self):
        empty = self.folder / "empty"
        empty.mkdir()
        for self.bad, message in ((self.folder / "none", "none: "), (empty, "no results.csv in it")):
            for command in self.commands():
                self.fail_with(5, message, *command)

    def test_a_pipe_that_closes(self):
        self.bad = self.folder / "pipe"
        os.mkfifo(self.bad)
        for command in self.commands():
            writer = threading.Thread(target=lambda: self.bad.write_bytes(self.good.read_bytes()[:40]))
            writer.start()
            self.fail_with(5, "pipe: line 1: no header", *command)
            writer.join()


if __name__ == "__main__":
    unittest.main()
