<?php

declare(strict_types=1);

namespace Launcher;

/** Something that a user can understand: a code that the caller knows, and one line. */
final class Trouble extends \RuntimeException
{
    private string $kind;

    public function __construct(string $kind, string $message)
    {
        parent::__construct($message);
        $this->kind = $kind;
    }

    public function kind(): string
    {
        return $this->kind;
    }

    /** What PHP's code threw, with the file, which is named as it stands below the folder of a WordPress. */
    public static function ofError(\Throwable $error, string $folder): self
    {
        return self::inCode(get_class($error) . ': ' . $error->getMessage(), $error->getFile(), $error->getLine(), $folder);
    }

    /** What ended PHP; null where nothing did. */
    public static function ofLast(string $folder): ?self
    {
        $last = error_get_last();
        $fatal = E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR;
        return $last !== null && ($last['type'] & $fatal)
            ? self::inCode(strtok($last['message'], "\n"), $last['file'], $last['line'], $folder)
            : null;
    }

    private static function inCode(string $message, string $file, int $line, string $folder): self
    {
        if (strpos($message, 'Allowed memory size') !== false || strpos($message, 'Out of memory') !== false) {
            return new self('memory', 'PHP has not enough memory for it: ' . self::line($message));
        }
        $isInside = $folder !== '' && strpos($file, "$folder/") === 0;
        $place = $isInside ? substr($file, strlen($folder) + 1) : basename($file);
        return new self('fatal', "PHP failed in $place, line $line: " . self::line($message));
    }

    /** What a database's error number says, as MySQL and MariaDB have them; 0 where the database has none. */
    public static function ofDatabase(int $number, string $message): self
    {
        $kinds = [
            'password' => [1045, 1698, 2054],
            'no-database' => [1049],
            'no-server' => [2000, 2001, 2002, 2003, 2005, 1040, 1129, 1130, 1203],
            'lost-connection' => [2006, 2013, 2055, 1053, 1077, 1079, 1152, 1158, 1159, 1160, 1161, 1927],
            'rights' => [1044, 1142, 1143, 1227, 1370],
            'read-only' => [1290, 1792, 1836, 1209],
            'disk-full' => [1021, 1114, 3, 28],
            'too-large' => [1153, 1301],
            'busy' => [1205, 1213, 1062],
            'not-kept' => [1406, 1366, 1265, 1292, 1264],
        ];
        foreach ($kinds as $kind => $numbers) {
            if (in_array($number, $numbers, true)) {
                return new self($kind, self::line($message));
            }
        }
        $spoken = [
            'disk-full' => 'disk is full|table .* is full|No space left|No more room',
            'read-only' => 'readonly database|read-only',
            'busy' => 'database is locked|table is locked',
            'rights' => 'unable to open database',
        ];
        foreach ($spoken as $kind => $pattern) {
            if (preg_match("/$pattern/i", $message)) {
                return new self($kind, self::line($message));
            }
        }
        return new self('database', self::line($message) . ($number ? " (error $number)" : ''));
    }

    /** A text of WordPress's or a database's as one line without markup. */
    public static function line(string $text): string
    {
        $plain = html_entity_decode(strip_tags(str_replace('<', ' <', $text)), ENT_QUOTES, 'UTF-8');
        $line = trim((string) preg_replace('/\s+/', ' ', $plain));
        return strlen($line) > 400 ? substr($line, 0, 400) . '...' : $line;
    }
}
