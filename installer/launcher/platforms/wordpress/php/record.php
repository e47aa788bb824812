<?php

declare(strict_types=1);

namespace Launcher;

/** What the database remembers of a bundle beside the marks: one option, which is gone with the bundle. */
final class Record
{
    private const VERSION = 1;

    public string $digest = '';

    /** Tells this very change of the database from any other. */
    public string $token = '';

    /** @var array<string, list<string>> kind -> references that were installed, also of what its owner removed since */
    public array $refs = [];

    /** @var array<string, array{before: ?string, hash: string}> */
    public array $settings = [];

    /** @var array<string, array{id: string, hash: string}> place in the document -> widget */
    public array $widgets = [];

    /** @var array<string, string> widget of the owner's that was set aside -> its sidebar */
    public array $aside = [];

    /** @var array<string, ?string> kind of widget -> its option as it was before */
    public array $widgetOptions = [];

    /** Hash of the document's sidebars. */
    public string $sidebars = '';

    /** @var list<string> references of posts that were made sticky */
    public array $sticky = [];

    public static function option(string $bundle): string
    {
        return "_launcher_$bundle";
    }

    public static function read(Database $database, string $bundle): ?self
    {
        $value = $database->value(
            "SELECT option_value FROM {$database->table('options')} WHERE option_name = "
            . $database->quote(self::option($bundle))
        );
        if ($value === null) {
            return null;
        }
        $data = @unserialize($value, ['allowed_classes' => false]);
        if (!is_array($data) || !isset($data['version'])) {
            throw new Trouble('damaged', 'what the database remembers of it (the option ' . self::option($bundle) . ') is damaged');
        }
        if ($data['version'] > self::VERSION) {
            throw new Trouble('newer', 'it was imported by a newer Launcher');
        }
        $record = new self();
        foreach (array_keys(get_object_vars($record)) as $name) {
            if (isset($data[$name]) && gettype($data[$name]) === gettype($record->$name)) {
                $record->$name = $data[$name];
            }
        }
        return $record;
    }

    public function write(Database $database, Ledger $ledger, string $bundle): void
    {
        $name = self::option($bundle);
        $value = serialize(['version' => self::VERSION] + get_object_vars($this));
        $ledger->keepOption($name);
        self::set($database, $ledger, $name, $value, 'no');
    }

    public static function forget(Ledger $ledger, string $bundle): void
    {
        $ledger->delete('options', 'option_name', [self::option($bundle)]);
    }

    /** Set an option; one that is there keeps whether it is loaded with every page. */
    public static function set(Database $database, Ledger $ledger, string $name, string $value, string $autoload): void
    {
        $table = $database->table('options');
        if ($database->value("SELECT option_id FROM $table WHERE option_name = {$database->quote($name)}") !== null) {
            $ledger->update('options', [$name], ['option_value' => $value]);
            return;
        }
        $columns = ['option_name', 'option_value', 'autoload'];
        $ledger->insert('options', $columns, [[$name, $value, $autoload]]);
    }
}
