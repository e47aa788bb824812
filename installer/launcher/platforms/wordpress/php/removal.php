<?php

declare(strict_types=1);

namespace Launcher;

/** Taking things of a bundle out again: what the owner changed stays, and so does what something of theirs hangs on. */
final class Removal
{
    private Database $database;

    private Ledger $ledger;

    /** @var array<string, Store> */
    private array $stores;

    /** @var list<string> references of what stays and is the owner's from now on */
    public array $kept = [];

    /** @var list<int> posts whose comments, and term_taxonomy_ids whose posts, are to be counted anew */
    public array $posts = [];

    public array $terms = [];

    /** @var list<int> posts that are gone */
    public array $gone = [];

    public int $removed = 0;

    /** @param array<string, Store> $stores by kind */
    public function __construct(Database $database, Ledger $ledger, array $stores)
    {
        [$this->database, $this->ledger, $this->stores] = [$database, $ledger, $stores];
    }

    /**
     * Decide what goes and what stays; nothing is changed.
     *
     * @param array<string, array<string, array>> $marked kind -> reference -> mark, of what is to go
     * @return array<string, array{going: array<string, int>, staying: array<string, int>, states: array}> by kind
     */
    public function decide(array $marked): array
    {
        $decided = [];
        $gone = ['comment' => [0], 'post' => [0]];
        foreach (['comment', 'post', 'term', 'user'] as $kind) {
            $store = $this->stores[$kind];
            $states = $store->states(array_column($marked[$kind] ?? [], 'keys', 'id'));
            $going = $staying = [];
            foreach ($marked[$kind] ?? [] as $ref => $mark) {
                $unchanged = isset($states[$mark['id']]) && $store->hash($states[$mark['id']]) === $mark['hash'];
                $unchanged ? $going[$ref] = $mark['id'] : $staying[$ref] = $mark['id'];
            }
            $shown = $kind === 'post' ? new Shown($this->database, array_values($going)) : null;
            do { // what stays may have a parent that must stay then, and show pictures
                $needed = $this->needed($kind, array_values($going), $gone);
                $needed = $shown === null ? $needed : array_merge($needed, $shown->besides(array_values($going)));
                $more = array_intersect($going, $needed);
                $going = array_diff($going, $more);
                $staying += $more;
            } while ($more !== []);
            $gone[$kind] = array_merge([0], array_values($going));
            $decided[$kind] = ['going' => $going, 'staying' => $staying, 'states' => $states];
        }
        return $decided;
    }

    /** Take out what goes, and make what stays the owner's. @param array<string, array<string, array>> $marked */
    public function remove(array $marked): void
    {
        foreach ($this->decide($marked) as $kind => $decided) {
            $going = array_values($decided['going']);
            $this->note($kind, $going, $decided['states']);
            $this->stores[$kind]->remove($going);
            $this->stores[$kind]->release(array_values($decided['staying']));
            array_push($this->kept, ...array_map('strval', array_keys($decided['staying'])));
            $this->removed += count($going);
        }
    }

    /** Which of these have something that would be lost or orphaned with them. */
    private function needed(string $kind, array $ids, array $gone): array
    {
        $needed = [];
        foreach (array_chunk($ids, 500) as $some) {
            foreach ($this->questions($kind, $this->database->list($some), $this->database->list($ids), $gone) as $sql) {
                array_push($needed, ...array_map('intval', $this->database->column($sql)));
            }
        }
        return $needed;
    }

    private function questions(string $kind, string $some, string $all, array $gone): array
    {
        [$posts, $comments] = [$this->database->table('posts'), $this->database->table('comments')];
        [$gonePosts, $goneComments] = [$this->database->list($gone['post']), $this->database->list($gone['comment'])];
        switch ($kind) {
            case 'comment':
                return ["SELECT comment_parent FROM $comments WHERE comment_parent IN ($some) AND comment_ID NOT IN ($all)"];
            case 'post':
                return [
                    "SELECT comment_post_ID FROM $comments WHERE comment_post_ID IN ($some) AND comment_ID NOT IN ($goneComments)",
                    "SELECT post_parent FROM $posts WHERE post_parent IN ($some) AND ID NOT IN ($all)"
                    . " AND post_type NOT IN ('revision', 'attachment')",
                ];
            case 'term':
                $terms = $this->database->table('term_taxonomy');
                return [
                    "SELECT x.term_id FROM {$this->database->table('term_relationships')} r JOIN $terms x"
                    . " ON x.term_taxonomy_id = r.term_taxonomy_id WHERE x.term_id IN ($some) AND r.object_id NOT IN ($gonePosts)",
                    "SELECT parent FROM $terms WHERE parent IN ($some) AND term_id NOT IN ($all)",
                ];
            default:
                return [
                    "SELECT post_author FROM $posts WHERE post_author IN ($some) AND ID NOT IN ($gonePosts)"
                    . " AND (post_type <> 'revision' OR post_parent NOT IN ($gonePosts))",
                    "SELECT user_id FROM $comments WHERE user_id IN ($some) AND comment_ID NOT IN ($goneComments)",
                ];
        }
    }

    /** Remember what must be counted anew, and give the owner's files that were attached to a post that goes to no post. */
    private function note(string $kind, array $ids, array $states): void
    {
        if ($ids === []) {
            return;
        }
        if ($kind === 'comment') {
            foreach ($ids as $id) {
                $this->posts[] = (int) $states[$id]['row']['comment_post_ID'];
            }
        } elseif ($kind === 'post') {
            array_push($this->gone, ...$ids);
            foreach ($ids as $id) {
                array_push($this->terms, ...$states[$id]['terms']);
                if ($states[$id]['row']['post_status'] === 'future') {
                    wp_clear_scheduled_hook('publish_future_post', [$id]);
                }
            }
            foreach (array_chunk($ids, 500) as $some) {
                $attached = $this->database->column(
                    "SELECT ID FROM {$this->database->table('posts')} WHERE post_type = 'attachment' AND post_parent IN ("
                    . $this->database->list($some) . ') AND ID NOT IN (' . $this->database->list($ids) . ')'
                );
                $this->ledger->update('posts', array_map('intval', $attached), ['post_parent' => 0]);
            }
        }
    }
}
