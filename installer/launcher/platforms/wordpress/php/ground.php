<?php

declare(strict_types=1);

namespace Launcher;

/** Whether a folder is a WordPress that we can work with, and why it ended where it did not load. */
final class Ground
{
    private const OLDEST = '6.1';

    private const OLDEST_PHP = '7.4';

    /** Refuse what WordPress would refuse with a page for a browser, or with nothing at all. */
    public static function check(string $folder): void
    {
        if (version_compare(PHP_VERSION, self::OLDEST_PHP, '<')) {
            throw new Trouble('php', 'PHP ' . PHP_VERSION . ' is too old: ' . self::OLDEST_PHP . ' is needed');
        }
        if (!is_file("$folder/wp-load.php") || !is_file("$folder/wp-includes/version.php")) {
            throw new Trouble('no-wordpress', 'there is no WordPress in it');
        }
        $version = self::version("$folder/wp-includes/version.php");
        if (version_compare($version, self::OLDEST, '<')) {
            throw new Trouble('old', "its WordPress $version is too old: " . self::OLDEST . ' is needed');
        }
        $above = dirname($folder);
        if (!is_file("$folder/wp-config.php") && (!is_file("$above/wp-config.php") || is_file("$above/wp-settings.php"))) {
            throw new Trouble('no-config', 'it has no wp-config.php');
        }
        if (self::isInMaintenance("$folder/.maintenance")) {
            throw new Trouble('maintenance', 'it is being updated (.maintenance)');
        }
    }

    /** Refuse what only the loaded site tells. */
    public static function checkLoaded(): void
    {
        if (is_multisite()) {
            throw new Trouble('multisite', 'it is a network of sites, which is not supported');
        }
    }

    /** Refuse a site that makes its address of a browser's request: every link would lead nowhere. */
    public static function checkAddress(): void
    {
        if ((string) parse_url(home_url(), PHP_URL_HOST) === '') {
            throw new Trouble('no-address', 'it does not know its address without a browser that asks for it');
        }
    }

    /** Say why WordPress ended while it was loaded; ``$said`` is what it would have shown. */
    public static function explain(string $said): Trouble
    {
        global $wpdb;
        if (defined('MULTISITE') && MULTISITE) {
            return new Trouble('multisite', 'it is a network of sites, which is not supported');
        }
        if (!extension_loaded('mysqli') && !(defined('WP_CONTENT_DIR') && is_file(WP_CONTENT_DIR . '/db.php'))) {
            return new Trouble('extension', 'PHP on the command line lacks the extension mysqli');
        }
        $sqlite = isset($wpdb) && $wpdb instanceof \WP_SQLite_DB;
        if (!$sqlite && extension_loaded('mysqli') && class_exists('wpdb', false) && defined('DB_HOST')) {
            $trouble = self::knock();
            if ($trouble !== null) {
                return $trouble;
            }
        }
        if (isset($wpdb) && !empty($wpdb->options)) {
            $wpdb->suppress_errors(true);
            if ($wpdb->get_var("SELECT option_value FROM {$wpdb->options} WHERE option_name = 'siteurl'") === null) {
                return $wpdb->last_error === '' || preg_match('/exist|no such table/i', $wpdb->last_error)
                    ? new Trouble('not-installed', 'WordPress is not installed in its database')
                    : Trouble::ofDatabase(0, $wpdb->last_error);
            }
        }
        return new Trouble('died', $said === '' ? 'WordPress ended before it was ready' : $said);
    }

    /** Connect as WordPress does, and say what is wrong with that; null where nothing is. */
    private static function knock(): ?Trouble
    {
        mysqli_report(MYSQLI_REPORT_OFF);
        $place = (new \ReflectionClass('wpdb'))->newInstanceWithoutConstructor()->parse_db_host(DB_HOST);
        [$host, $port, $socket, $isLong] = $place ?: [DB_HOST, null, null, false];
        $link = mysqli_init();
        $flags = defined('MYSQL_CLIENT_FLAGS') ? MYSQL_CLIENT_FLAGS : 0;
        $host = $isLong && extension_loaded('mysqlnd') ? "[$host]" : $host;
        if (!@mysqli_real_connect($link, $host, DB_USER, DB_PASSWORD, null, (int) $port, $socket, $flags)) {
            return Trouble::ofDatabase(mysqli_connect_errno(), (string) mysqli_connect_error());
        }
        $trouble = @mysqli_select_db($link, DB_NAME) ? null : Trouble::ofDatabase(mysqli_errno($link), mysqli_error($link));
        mysqli_close($link);
        return $trouble;
    }

    private static function version(string $file): string
    {
        return preg_match('/\$wp_version\s*=\s*[\'"]([^\'"]+)/m', (string) file_get_contents($file), $found) ? $found[1] : '0';
    }

    /** As WordPress decides it: the mark of an update counts for ten minutes. */
    private static function isInMaintenance(string $file): bool
    {
        if (!is_file($file)) {
            return false;
        }
        $text = (string) file_get_contents($file);
        $since = preg_match('/\$upgrading\s*=\s*(\d+)/', $text, $found) ? (int) $found[1] : time();
        return time() - $since < 600;
    }
}
