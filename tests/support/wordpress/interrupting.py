"""End an importer at a statement of its choosing: the test's site does it by its ``wp-config.php``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.wordpress.site import WordPressSite

# WordPress lets anybody look at every statement, and say another. A file beside the site says what to do, and when.
_TOP = """
$GLOBALS['wp_filter']['query'][0][] = ['accepted_args' => 1, 'function' => static function ($sql) {
    static $count = 0;
    [$how, $when] = explode(' ', file_get_contents(__DIR__ . '/../interrupt'));
    file_put_contents(__DIR__ . '/../statements', ++$count);
    if ($count !== (int) $when) { return $sql; }
    if ($how === 'kill') { posix_kill(posix_getpid(), SIGKILL); }
    if ($how === 'drop') {
        global $wpdb;
        $id = $wpdb->dbh->query('SELECT CONNECTION_ID()')->fetch_row()[0];
        (new mysqli('localhost', 'root', '', '', 0, explode(':', DB_HOST)[1]))->query("KILL CONNECTION $id");
        usleep(2000);
        return $sql;
    }
    return $how === 'fail' ? 'THIS IS NO STATEMENT' : $sql;
}];
"""


class Interruption:
    """What shall happen at which statement of the next import into a site."""

    def __init__(self, site: WordPressSite) -> None:
        self._plan: Path = site.folder.parent / "interrupt"
        self._count: Path = site.folder.parent / "statements"
        self.clear()
        site.configure(top=_TOP)

    def set(self, how: str, when: int) -> None:
        """Kill PHP (``kill``), let the statement fail (``fail``) or drop the connection (``drop``)."""
        self._plan.write_text(f"{how} {when}")

    def clear(self) -> None:
        """Let everything happen as it should."""
        self.set("nothing", 0)

    @property
    def statements(self) -> int:
        """How many statements the last process has tried."""
        return int(self._count.read_text())
