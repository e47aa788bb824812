<?php

declare(strict_types=1);

namespace Launcher;

/** Which of our attachments the posts of a site show: as their picture, in their text, in a gallery. */
final class Shown
{
    private const PORTION = 200;

    private Database $database;

    /** @var array<int, array<int, true>> number of a post -> numbers of the attachments that it shows */
    private array $by = [];

    /** @var array<int, string> number of an attachment -> its file below uploads, without its ending */
    private array $files = [];

    /** @param list<int> $ids of posts of any type; those of attachments count */
    public function __construct(Database $database, array $ids)
    {
        $this->database = $database;
        foreach (self::files($database, $ids) as $id => $file) {
            $this->files[$id] = preg_replace('/\.[^.\/]*$/', '', $file);
        }
        if ($this->files !== []) {
            $this->readPictures();
            $this->readTexts();
        }
    }

    /** The files of attachments as they stand below uploads: number -> path. @param list<int> $ids */
    public static function files(Database $database, array $ids): array
    {
        $files = [];
        foreach (array_chunk($ids, 500) as $some) {
            $sql = "SELECT post_id, meta_value FROM {$database->table('postmeta')} WHERE meta_key = '_wp_attached_file'"
                . " AND post_id IN ({$database->list($some)})";
            foreach ($database->rows($sql) as $row) {
                if ((string) $row['meta_value'] !== '') {
                    $files[(int) $row['post_id']] = (string) $row['meta_value'];
                }
            }
        }
        return $files;
    }

    /** The attachments that some other post than these shows. @param list<int> $ids @return list<int> */
    public function besides(array $ids): array
    {
        $shown = [];
        foreach (array_diff_key($this->by, array_flip($ids)) as $attachments) {
            $shown += $attachments;
        }
        return array_keys($shown);
    }

    private function readPictures(): void
    {
        foreach (array_chunk(array_keys($this->files), 500) as $some) {
            $sql = "SELECT m.post_id, m.meta_value FROM {$this->database->table('postmeta')} m"
                . " JOIN {$this->database->table('posts')} p ON p.ID = m.post_id AND p.post_type <> 'revision'"
                . " WHERE m.meta_key = '_thumbnail_id' AND m.meta_value IN ("
                . $this->database->list(array_map('strval', $some)) . ')';
            foreach ($this->database->rows($sql) as $row) {
                $this->by[(int) $row['post_id']][(int) $row['meta_value']] = true;
            }
        }
    }

    private function readTexts(): void
    {
        $posts = $this->database->table('posts');
        $last = 0;
        do {
            $count = 0;
            $rows = $this->database->each(
                "SELECT ID, post_content FROM $posts WHERE ID > $last AND post_type NOT IN ('revision', 'attachment')"
                . " AND post_status <> 'auto-draft' AND post_content <> '' ORDER BY ID LIMIT " . self::PORTION
            );
            foreach ($rows as $row) {
                ++$count;
                $last = (int) $row['ID'];
                foreach ($this->inText((string) $row['post_content']) as $id) {
                    $this->by[$last][$id] = true;
                }
            }
        } while ($count === self::PORTION);
    }

    /** @return list<int> */
    private function inText(string $text): array
    {
        $found = [];
        preg_match_all('/\bwp-image-(\d+)|\[gallery\b[^\]]*\bids=["\']?([\d,\s]+)/', $text, $matches, PREG_SET_ORDER);
        foreach ($matches as $match) {
            foreach (explode(',', $match[2] ?? $match[1]) as $id) {
                $found[] = (int) $id;
            }
        }
        $found = array_intersect($found, array_keys($this->files));
        $plain = str_replace('\/', '/', $text);
        $plain .= strpos($plain, '%') === false ? '' : "\n" . rawurldecode($plain);
        foreach (strpos($plain, '/') === false ? [] : $this->files as $id => $file) {
            // The file itself, or one of its sizes.
            if (strpos($plain, "/$file") !== false
                && preg_match('~/' . preg_quote($file, '~') . '(-\d+x\d+|-scaled)?\.~', $plain)) {
                $found[] = $id;
            }
        }
        return $found;
    }
}
