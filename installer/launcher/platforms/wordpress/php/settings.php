<?php

declare(strict_types=1);

namespace Launcher;

/**
 * Options that a bundle sets, each with what it was before. A name is that of an option, or PART of one that is an
 * array: the option, a NUL and a key.
 */
final class Settings
{
    private Database $database;

    private Ledger $ledger;

    private Record $record;

    private string $home;

    /** @var list<string> names of those that stay as the owner has them */
    public array $kept = [];

    public bool $changed = false;

    public function __construct(Database $database, Ledger $ledger, Record $record, string $home)
    {
        [$this->database, $this->ledger, $this->record, $this->home] = [$database, $ledger, $record, rtrim($home, '/')];
    }

    /** Bring all options to what a bundle says; what it set before and says no more gets back what it was. */
    public function apply(array $wanted): void
    {
        foreach ($wanted as $name => $value) {
            $this->set((string) $name, $value);
        }
        foreach (array_keys($this->record->settings) as $name) {
            if (!array_key_exists($name, $wanted)) {
                $this->giveBack((string) $name);
            }
        }
    }

    /** Give every option back what it was before, last first; what the owner changed stays. */
    public function giveAllBack(): void
    {
        foreach (array_reverse(array_keys($this->record->settings)) as $name) {
            $this->giveBack((string) $name);
        }
    }

    /** Names of options that the owner changed. @return list<string> */
    public function changedByOwner(): array
    {
        $changed = [];
        foreach ($this->record->settings as $name => $known) {
            if ($this->hash($this->read((string) $name)) !== $known['hash']) {
                $changed[] = self::spoken((string) $name);
            }
        }
        return $changed;
    }

    public static function part(string $option, string $key): string
    {
        return "$option\0$key";
    }

    public static function spoken(string $name): string
    {
        return str_replace("\0", '/', $name);
    }

    /** The value of an option or of a part of one as it is stored; null where there is none. */
    public function read(string $name): ?string
    {
        [$option, $key] = explode("\0", "$name\0", 3);
        $table = $this->database->table('options');
        $value = $this->database->value("SELECT option_value FROM $table WHERE option_name = {$this->database->quote($option)}");
        if ($key === '' || $value === null) {
            return $value;
        }
        $array = self::unserialised($value);
        return array_key_exists($key, $array) ? serialize($array[$key]) : null;
    }

    /** An array that an option holds; objects of other classes stay what they are. */
    public static function unserialised(?string $value): array
    {
        $array = $value === null ? [] : @unserialize($value, ['allowed_classes' => ['stdClass']]);
        return is_array($array) ? $array : [];
    }

    public function write(string $name, ?string $value, string $autoload = 'yes'): void
    {
        [$option, $key] = explode("\0", "$name\0", 3);
        if ($key !== '') {
            $array = self::unserialised($this->read($option));
            unset($array[$key]);
            if ($value !== null) {
                $array[$key] = unserialize($value, ['allowed_classes' => ['stdClass']]);
            }
            $value = $array === [] ? null : serialize($array);
        }
        if ($value === null) {
            $this->ledger->delete('options', 'option_name', [$option]);
        } else {
            Record::set($this->database, $this->ledger, $option, $value, $autoload);
        }
        $this->changed = true;
    }

    /** Empty an option that WordPress fills when it needs it. */
    public function clear(string $name): void
    {
        if (($this->read($name) ?? '') !== '') {
            $this->write($name, '');
        }
    }

    private function set(string $name, string $value): void
    {
        $now = $this->read($name);
        $known = $this->record->settings[$name] ?? null;
        $new = $this->hash($value);
        if ($known === null) {
            $this->record->settings[$name] = ['before' => $now, 'hash' => $new];
        } elseif ($this->hash($now) !== $known['hash']) {
            if ($this->hash($now) === $new) {
                $this->record->settings[$name]['hash'] = $new;
            } else {
                $this->kept[] = self::spoken($name);
            }
            return;
        } else {
            $this->record->settings[$name]['hash'] = $new;
        }
        if ($now !== $value) {
            $this->write($name, $value);
        }
    }

    private function giveBack(string $name): void
    {
        $known = $this->record->settings[$name];
        unset($this->record->settings[$name]);
        if ($this->hash($this->read($name)) !== $known['hash']) {
            $this->kept[] = self::spoken($name);
        } elseif ($this->read($name) !== $known['before']) {
            $this->write($name, $known['before']);
        }
    }

    private function hash(?string $value): string
    {
        $addresses = [$this->home, str_replace('/', '\/', $this->home)];
        return $value === null ? '' : substr(hash('sha256', str_replace($addresses, '{home}', $value)), 0, 40);
    }
}
