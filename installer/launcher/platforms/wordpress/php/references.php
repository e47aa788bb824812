<?php

declare(strict_types=1);

namespace Launcher;

/** What the references and tokens of a document stand for on this site. */
final class References
{
    private const TOKEN = '/\{launcher:(?:(literal)|(id|url|upload|theme):([^{}\x00-\x1f\x7f]+))\}/';

    /** @var array<string, int> */
    private array $ids = [];

    private string $home;

    private string $uploads;

    private string $theme;

    public function __construct(string $home, string $uploads, string $theme)
    {
        [$this->home, $this->uploads, $this->theme] = [rtrim($home, '/'), rtrim($uploads, '/'), rtrim($theme, '/')];
    }

    public function set(string $ref, int $id): void
    {
        $this->ids[$ref] = $id;
    }

    /** The number of a thing; 0 for what is not on the site, as of a post that its owner removed. */
    public function id(string $ref): int
    {
        return $this->ids[$ref] ?? 0;
    }

    public function text(string $text): string
    {
        if (strpos($text, '{launcher:') === false) {
            return $text;
        }
        return (string) preg_replace_callback(self::TOKEN, function (array $found): string {
            if ($found[1] !== '') {
                return '{launcher:';
            }
            switch ($found[2]) {
                case 'id':
                    return (string) $this->id($found[3]);
                case 'url':
                    return $this->home . '/' . ltrim($found[3], '/');
                case 'upload':
                    return $this->uploads . '/' . ltrim($found[3], '/');
                default:
                    return $this->theme . '/' . ltrim($found[3], '/');
            }
        }, $text);
    }

    /** A stored value as the database has it: a text to the byte, anything else as PHP serialises it. */
    public function stored($value): string
    {
        return is_string($value) ? self::inert($this->text($value)) : self::serialised($this->value($value));
    }

    /** A stored value as PHP has it. */
    public function value($value)
    {
        if (is_string($value)) {
            return $this->text($value);
        }
        if ($value instanceof \stdClass) {
            return $this->mapping((array) $value);
        }
        return is_array($value) ? array_map([$this, 'value'], $value) : $value;
    }

    /**
     * A text as it is, unless WordPress would make an object of some class of it, whose code would run: then as WordPress
     * itself stores a text that looks serialised, so that it is a text for whoever asks.
     */
    private static function inert(string $text): string
    {
        $object = '/(?:^|[;{])[OCE]:\+?\d+:"(?!stdClass":)/';
        return is_serialized($text) && preg_match($object, trim($text)) !== 0 ? serialize($text) : $text;
    }

    /** As WordPress stores a value that is no text: booleans and numbers are texts then. */
    private static function serialised($value): string
    {
        return is_array($value) || is_object($value) ? serialize($value) : (string) $value;
    }

    private function mapping(array $value)
    {
        if (count($value) === 1) {
            $mark = (string) array_key_first($value);
            $inside = reset($value);
            if ($mark === '$id') {
                return $this->id((string) $inside);
            }
            if ($mark === '$float') {
                return ['INF' => INF, '-INF' => -INF, 'NAN' => NAN][$inside] ?? (float) $inside;
            }
            if ($mark === '$object') {
                return (object) $this->plain((array) $inside);
            }
        }
        return $this->plain($value);
    }

    private function plain(array $value): array
    {
        $plain = [];
        foreach ($value as $key => $item) {
            $plain[is_string($key) ? $this->text($key) : $key] = $this->value($item);
        }
        return $plain;
    }
}
