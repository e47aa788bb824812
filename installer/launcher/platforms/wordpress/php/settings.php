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

    /** What is one choice in three options: with the parent of another theme none works. */
    private const THEME = ['template', 'stylesheet', 'current_theme'];

    /** Options that name a post or a term, without which pages of the site are missing. */
    private const NAMING = [
        'page_on_front' => 'post',
        'page_for_posts' => 'post',
        'wp_page_for_privacy_policy' => 'post',
        'default_category' => 'term',
    ];

    private ?bool $themeIsOwners = null;

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
        foreach (array_keys($this->record->settings) as $name) {
            if ($this->isChanged((string) $name)) {
                $changed[] = self::spoken((string) $name);
            }
        }
        return $changed;
    }

    /** Posts and terms that options name which are the owner's. @return array<string, array<int, true>> kind -> number */
    public function named(): array
    {
        $named = [];
        foreach (self::NAMING as $name => $kind) {
            if (!isset($this->record->settings[$name]) || $this->isChanged($name)) {
                $named[$kind][(int) $this->read($name)] = true;
            }
        }
        return $named;
    }

    /** The theme that came with the bundle and is the parent of one of the owner's, which the site has now; "" for none. */
    public function builtUpon(): string
    {
        $parent = (string) $this->read('template');
        $ours = array_column(array_intersect_key($this->record->settings, array_flip(['template', 'stylesheet'])), 'hash');
        return $this->isThemeOwners() && in_array($this->hash($parent), $ours, true) ? $parent : '';
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
        $value = $this->database->value(
            "SELECT option_value FROM $table WHERE option_name = {$this->database->quote($option)}" . $this->database->locking()
        );
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
        $new = $this->hash($value);
        if (!isset($this->record->settings[$name])) {
            $this->record->settings[$name] = ['before' => $now, 'hash' => $new];
        } elseif ($this->isOwners($name)) {
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
        $isOwners = $this->isOwners($name);
        $known = $this->record->settings[$name];
        unset($this->record->settings[$name]);
        if ($isOwners) {
            $this->kept[] = self::spoken($name);
        } elseif ($this->read($name) !== $known['before']) {
            $this->write($name, $known['before']);
        }
    }

    /** Whether the owner has another value than the bundle set, or has that only because of another one that they set. */
    private function isOwners(string $name): bool
    {
        return (in_array($name, self::THEME, true) && $this->isThemeOwners()) || $this->isChanged($name);
    }

    /** Whether the owner chose another theme; asked before the first of its options is given back. */
    private function isThemeOwners(): bool
    {
        return $this->themeIsOwners ??= $this->isChanged('template') || $this->isChanged('stylesheet');
    }

    private function isChanged(string $name): bool
    {
        $known = $this->record->settings[$name] ?? null;
        return $known !== null && $this->hash($this->read($name)) !== $known['hash'];
    }

    private function hash(?string $value): string
    {
        $addresses = [$this->home, str_replace('/', '\/', $this->home)];
        return $value === null ? '' : substr(hash('sha256', str_replace($addresses, '{home}', $value)), 0, 40);
    }
}
