<?php

declare(strict_types=1);

namespace Launcher;

/** Taking things of a bundle out again: what the owner changed stays, and so does what something of theirs hangs on. */
final class Removal
{
    private const PORTION = 500;

    private Database $database;

    private Ledger $ledger;

    /** @var array<string, Store> */
    private array $stores;

    /** @var array<string, array<int, true>> kind -> numbers of what the owner's settings name */
    private array $named;

    /** @var list<string> references of what stays and is the owner's from now on */
    public array $kept = [];

    /** @var array<int, true> posts whose comments, and term_taxonomy_ids whose posts, are to be counted anew */
    public array $posts = [];

    public array $terms = [];

    /** @var list<int> posts that are gone */
    public array $gone = [];

    public int $removed = 0;

    /** @param array<string, Store> $stores by kind @param array<string, array<int, true>> $named what settings of the owner's name */
    public function __construct(Database $database, Ledger $ledger, array $stores, array $named)
    {
        [$this->database, $this->ledger, $this->stores, $this->named] = [$database, $ledger, $stores, $named];
    }

    /**
     * Decide what goes and what stays; nothing is changed.
     *
     * @param array<string, array<string, Mark>> $marked kind -> reference -> mark, of what is to go
     * @param bool $locked whether it is to stay as it was seen until the end of the transaction
     * @return array<string, array{going: array<string, int>, staying: array<string, int>}> by kind
     */
    public function decide(array $marked, bool $locked = false): array
    {
        $decided = [];
        $gone = ['comment' => [], 'post' => [], 'term' => [], 'user' => []];
        foreach (['comment', 'post', 'term', 'user'] as $kind) {
            $store = $this->stores[$kind];
            $marks = $marked[$kind] ?? [];
            $going = [];
            foreach ($store->states->walk($marks, $locked) as $ref => $state) {
                if ($store->hash($state) === $marks[$ref]->hash()) {
                    $going[$ref] = $marks[$ref]->id;
                }
            }
            $staying = array_map(static fn (Mark $mark): int => $mark->id, array_diff_key($marks, $going));
            $shown = $kind === 'post' ? new Shown($this->database, array_values($going)) : null;
            do { // what stays may have a parent that must stay then, and show pictures
                $gone[$kind] = array_flip($going);
                $needed = $this->needed($kind, array_values($going), $gone) + ($this->named[$kind] ?? []);
                $needed += $shown === null ? [] : array_fill_keys($shown->besides(array_values($going)), true);
                $more = array_filter($going, static fn (int $id): bool => isset($needed[$id]));
                $going = array_diff_key($going, $more);
                $staying += $more;
            } while ($more !== []);
            $decided[$kind] = ['going' => $going, 'staying' => $staying];
        }
        return $decided;
    }

    /** Take out what goes, and make what stays the owner's. @param array<string, array<string, Mark>> $marked */
    public function remove(array $marked): void
    {
        foreach ($this->decide($marked, true) as $kind => $decided) {
            $going = array_values($decided['going']);
            $this->note($kind, $going);
            foreach (array_chunk($going, self::PORTION) as $some) {
                $this->stores[$kind]->remove($some);
            }
            $this->stores[$kind]->release(array_values($decided['staying']));
            array_push($this->kept, ...array_map('strval', array_keys($decided['staying'])));
            $this->removed += count($going);
        }
    }

    /** Which of these have something that would be lost or orphaned with them. @return array<int, true> */
    private function needed(string $kind, array $ids, array $gone): array
    {
        $needed = [];
        foreach (array_chunk($ids, self::PORTION) as $some) {
            foreach ($this->questions($kind, $this->database->list($some)) as [$by, $sql]) {
                foreach ($this->database->each($sql) as $row) {
                    if (!isset($gone[$by][(int) $row['user']]) && !isset($gone['post'][(int) ($row['above'] ?? 0)])) {
                        $needed[(int) $row['needed']] = true;
                    }
                }
            }
        }
        return $needed;
    }

    /**
     * What uses some of a kind: of which kind that is, and how to ask for its number and that of what is used.
     *
     * @return list<array{string, string}>
     */
    private function questions(string $kind, string $some): array
    {
        [$posts, $comments] = [$this->database->table('posts'), $this->database->table('comments')];
        $terms = $this->database->table('term_taxonomy');
        switch ($kind) {
            case 'comment':
                return [['comment', "SELECT comment_parent AS needed, comment_ID AS user FROM $comments WHERE comment_parent IN ($some)"]];
            case 'post':
                return [
                    ['comment', "SELECT comment_post_ID AS needed, comment_ID AS user FROM $comments WHERE comment_post_ID IN ($some)"],
                    ['post', "SELECT post_parent AS needed, ID AS user FROM $posts WHERE post_parent IN ($some)"
                        . " AND post_type NOT IN ('revision', 'attachment')"],
                    // What its owner wrote in the editor and has not saved yet.
                    ['post', "SELECT post_parent AS needed, ID AS user FROM $posts WHERE post_parent IN ($some)"
                        . " AND post_type = 'revision' AND post_name LIKE '%-autosave-v1'"],
                ];
            case 'term':
                return [
                    ['post', "SELECT x.term_id AS needed, r.object_id AS user FROM {$this->database->table('term_relationships')} r"
                        . " JOIN $terms x ON x.term_taxonomy_id = r.term_taxonomy_id WHERE x.term_id IN ($some)"],
                    ['term', "SELECT parent AS needed, term_id AS user FROM $terms WHERE parent IN ($some)"],
                ];
            default:
                return [
                    // A revision goes with its post.
                    ['post', "SELECT post_author AS needed, ID AS user, CASE post_type WHEN 'revision' THEN post_parent ELSE 0 END AS above"
                        . " FROM $posts WHERE post_author IN ($some)"],
                    ['comment', "SELECT user_id AS needed, comment_ID AS user FROM $comments WHERE user_id IN ($some)"],
                ];
        }
    }

    /** Remember what must be counted anew, and give the owner's files that were attached to a post that goes to no post. */
    private function note(string $kind, array $ids): void
    {
        $going = array_flip($ids);
        [$posts, $comments] = [$this->database->table('posts'), $this->database->table('comments')];
        if ($kind === 'post') {
            $this->gone = array_merge($this->gone, $ids);
        }
        foreach ($kind === 'comment' || $kind === 'post' ? array_chunk($ids, self::PORTION) : [] as $some) {
            $list = $this->database->list($some);
            if ($kind === 'comment') {
                foreach ($this->database->column("SELECT comment_post_ID FROM $comments WHERE comment_ID IN ($list)") as $id) {
                    $this->posts[(int) $id] = true;
                }
                continue;
            }
            $relations = $this->database->table('term_relationships');
            foreach ($this->database->column("SELECT DISTINCT term_taxonomy_id FROM $relations WHERE object_id IN ($list)") as $id) {
                $this->terms[(int) $id] = true;
            }
            foreach ($this->database->column("SELECT ID FROM $posts WHERE post_status = 'future' AND ID IN ($list)") as $id) {
                wp_clear_scheduled_hook('publish_future_post', [(int) $id]);
            }
            $attached = array_map('intval', $this->database->column(
                "SELECT ID FROM $posts WHERE post_type = 'attachment' AND post_parent IN ($list)"
            ));
            $theirs = array_values(array_filter($attached, static fn (int $id): bool => !isset($going[$id])));
            $this->ledger->update('posts', $theirs, ['post_parent' => 0]);
        }
    }
}
