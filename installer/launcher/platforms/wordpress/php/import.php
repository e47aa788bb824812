<?php

declare(strict_types=1);

namespace Launcher;

/**
 * Write a document into the database, or bring an older one of the same bundle to it.
 *
 * What the owner changed stays, what they removed stays away; a second time nothing happens. Users come first, then
 * terms, posts and comments: each kind gets its numbers before any of them is written, for all refer to each other.
 */
final class Import
{
    private Database $database;

    private Ledger $ledger;

    private \stdClass $document;

    private string $bundle;

    private Record $record;

    private References $references;

    private Posts $posts;

    private Times $times;

    /** @var array<string, Store> */
    private array $stores = [];

    /** @var array<string, array<string, array>> kind -> reference -> mark, as the database had them */
    private array $marked = [];

    /** @var array<string, array<string, mixed>> kind -> reference -> what the document says */
    private array $wanted = ['user' => [], 'term' => [], 'post' => [], 'comment' => []];

    /** @var array<string, array<string, int>> kind -> reference -> number of what is new */
    private array $new = ['user' => [], 'term' => [], 'post' => [], 'comment' => []];

    /** @var array<string, int> reference -> term_taxonomy_id */
    private array $taxonomyIds = [];

    private Answer $answer;

    /** @var list<int> */
    private array $touchedPosts = [];

    /** @var list<int> */
    private array $touchedTerms = [];

    public function __construct(Database $database, Ledger $ledger, \stdClass $document, string $bundle, Answer $answer)
    {
        [$this->database, $this->ledger, $this->document] = [$database, $ledger, $document];
        [$this->bundle, $this->answer] = [$bundle, $answer];
        $home = home_url();
        $uploads = wp_upload_dir(null, false);
        $theme = $document->theme->stylesheet ?? get_stylesheet();
        $this->references = new References($home, $uploads['baseurl'], get_theme_root_uri($theme) . "/$theme");
        $this->times = new Times(Site::zone($document), time());
        $this->posts = new Posts($database, $this->references, $this->times, $home, $uploads);
        foreach (Kind::all() as $kind) {
            $this->stores[$kind->name] = new Store($kind, $database, $ledger, $bundle, $home);
        }
        $this->record = Record::read($database, $bundle) ?? new Record();
    }

    public function run(string $digest, string $token): void
    {
        foreach ($this->stores as $name => $store) {
            $this->marked[$name] = $store->marked();
        }
        $menus = new Menus($this->references);
        $people = new People($this->database, $this->references);
        $terms = new Terms($this->database, $this->references);
        $this->collect($menus, $people, $terms);
        $this->number();
        $this->writePeople($people);
        $this->writeTerms($terms);
        $this->writePosts($menus, $people->keeper());
        $this->writeComments();
        $gone = $this->removeOthers();
        $site = new Site($this->database, $this->ledger, $this->record, $this->references, $this->document);
        $site->apply($this->wanted['post'], $gone, $this->answer);
        $counts = new Counts($this->database, $this->ledger);
        $counts->comments($this->touchedPosts);
        $counts->terms($this->touchedTerms);
        $before = clone $this->record;
        $this->record->digest = $digest;
        $this->record->counts = array_map('count', $this->wanted);
        foreach ($this->wanted as $kind => $things) {
            $this->record->refs[$kind] = array_map('strval', array_keys($things));
        }
        if ($this->ledger->isEmpty() && $before == $this->record) {
            return; // it was all there
        }
        $this->record->token = $token;
        $this->record->write($this->database, $this->ledger, $this->bundle);
    }

    /** List what the document wants, and take for granted what the site has of the owner's. */
    private function collect(Menus $menus, People $people, Terms $terms): void
    {
        foreach ($this->document->authors ?? [] as $author) {
            $ours = isset($this->marked['user'][$author->ref]);
            $id = $ours ? 0 : $people->existing($author);
            $id > 0 ? $this->references->set($author->ref, $id) : $this->want('user', $author->ref, $author);
        }
        $taxonomies = array_column($this->document->terms ?? [], 'taxonomy');
        $terms->learn(array_values(array_unique(array_merge($taxonomies, ['nav_menu']))));
        foreach ($this->document->terms ?? [] as $term) {
            $menus->learn($term->ref, $term->taxonomy);
            $known = isset($this->marked['term'][$term->ref]) ? null : $terms->existing($term);
            if ($known !== null) {
                $this->references->set($term->ref, $known[0]);
                $this->taxonomyIds[$term->ref] = $known[1];
            } else {
                $this->want('term', $term->ref, $term);
            }
        }
        foreach ($this->document->posts ?? [] as $post) {
            $menus->learn($post->ref, $post->type);
            $this->want('post', $post->ref, $post);
        }
        if (($this->document->theme->css ?? '') !== '') {
            $this->want('post', Site::cssRef($this->document), Site::css($this->document));
        }
        foreach ($this->document->menus ?? [] as $menu) {
            $this->want('term', $menu->ref, $menu);
            foreach ($menus->entries($menu) as $ref => $entry) {
                $this->want('post', $ref, $entry);
            }
        }
        foreach ($this->document->posts ?? [] as $post) {
            foreach (isset($this->wanted['post'][$post->ref]) ? $post->comments ?? [] : [] as $comment) {
                $this->want('comment', $comment->ref, [$comment, $post->ref]);
            }
        }
    }

    /** What was installed once and is gone was removed by the owner, and stays away. */
    private function want(string $kind, string $ref, $what): void
    {
        $gone = in_array($ref, $this->lost[$kind] ?? $this->learnLost($kind), true);
        if ($gone) {
            $this->answer->lost[] = $ref;
        } else {
            $this->wanted[$kind][$ref] = $what;
        }
    }

    /** @var array<string, list<string>> */
    private array $lost = [];

    private function learnLost(string $kind): array
    {
        $known = array_map('strval', array_keys($this->marked[$kind]));
        return $this->lost[$kind] = array_values(array_diff($this->record->refs[$kind] ?? [], $known));
    }

    private function number(): void
    {
        foreach ($this->wanted as $kind => $things) {
            $missing = [];
            foreach (array_keys($things) as $ref) {
                $mark = $this->marked[$kind][$ref] ?? null;
                $mark === null ? $missing[] = (string) $ref : $this->references->set((string) $ref, $mark['id']);
            }
            if ($missing !== []) {
                $next = $this->stores[$kind]->reserve(count($missing));
                foreach ($missing as $ref) {
                    $this->new[$kind][$ref] = $next;
                    $this->references->set($ref, $next++);
                }
            }
        }
    }

    private function writePeople(People $people): void
    {
        $things = [];
        foreach ($this->wanted['user'] as $ref => $author) {
            $things[$ref] = $people->thing($author, $this->references->id((string) $ref), $this->times->now);
        }
        $this->write('user', $things, static function (array $thing, array $state) use ($people): array {
            unset($thing['row']['user_registered']);
            return $people->keepPassword($thing, $state['row']['user_pass']);
        });
    }

    private function writeTerms(Terms $terms): void
    {
        $old = [];
        foreach (array_keys($this->wanted['term']) as $ref) {
            $old[] = $this->references->id((string) $ref);
        }
        $known = $terms->taxonomyIds($old);
        $next = 0;
        $fresh = count($this->new['term']);
        if ($fresh > 0) {
            $filler = ['description' => '', 'taxonomy' => ''];
            $next = $this->database->reserve('term_taxonomy', 'term_taxonomy_id', $filler, $fresh);
        }
        $things = [];
        foreach ($this->wanted['term'] as $ref => $term) {
            $id = $this->references->id((string) $ref);
            $this->taxonomyIds[$ref] = $known[$id] ?? $next++;
            $term = isset($term->taxonomy) ? $term : $terms->menu($term, $id);
            $things[$ref] = $terms->thing($term, $id, $this->taxonomyIds[$ref]);
        }
        $this->write('term', $things);
        array_push($this->touchedTerms, ...array_values(array_intersect_key($this->taxonomyIds, $this->new['term'])));
    }

    private function writePosts(Menus $menus, int $keeper): void
    {
        $slugs = $ours = [];
        foreach ($this->wanted['post'] as $ref => $post) {
            $slugs[] = $post->slug ?? '';
            $ours[] = $this->references->id((string) $ref);
        }
        $this->posts->learnSlugs(array_filter($slugs, 'strlen'), $ours);
        $this->posts->learnTerms($this->taxonomyIds, $this->defaultCategory());
        $states = $this->stores['post']->states(array_column($this->marked['post'], 'keys', 'id'));
        $things = [];
        foreach ($this->wanted['post'] as $ref => $post) {
            $id = $this->references->id((string) $ref);
            if (is_array($post)) {
                $post = $menus->post($post, (string) $ref);
                if ($post === null) {
                    unset($this->wanted['post'][$ref], $this->new['post'][$ref]);
                    continue;
                }
                $post->slug = (string) $id;
            }
            if (isset($states[$id]) && ($post->date ?? '') === '' && ($post->date_gmt ?? '') === '') {
                $post->date = $states[$id]['row']['post_date'];
            }
            $author = $this->references->id($post->author ?? '') ?: $keeper;
            $things[$ref] = $this->posts->thing($post, $id, $author);
        }
        $this->write('post', $things, null, $states);
        foreach ($things as $ref => $thing) {
            if ($thing['row']['post_status'] === 'future' && isset($this->new['post'][$ref])) {
                wp_schedule_single_event((int) strtotime("{$thing['row']['post_date_gmt']} GMT"), 'publish_future_post', [$thing['id']]);
            }
        }
    }

    private function writeComments(): void
    {
        $comments = new Comments($this->references, $this->times);
        $states = $this->stores['comment']->states(array_column($this->marked['comment'], 'keys', 'id'));
        $things = [];
        foreach ($this->wanted['comment'] as $ref => [$comment, $post]) {
            $id = $this->references->id((string) $ref);
            if (isset($states[$id]) && ($comment->date ?? '') === '' && ($comment->date_gmt ?? '') === '') {
                $comment->date = $states[$id]['row']['comment_date'];
            }
            $things[$ref] = $comments->thing($comment, $id, $this->references->id($post));
        }
        $this->write('comment', $things, null, $states);
        foreach ($things as $thing) {
            $this->touchedPosts[] = $thing['row']['comment_post_ID'];
        }
    }

    /** Insert what is new; change what is there where the bundle changed it and the owner did not. */
    private function write(string $kind, array $things, ?callable $settle = null, ?array $states = null): void
    {
        $store = $this->stores[$kind];
        $states = $states ?? $store->states(array_column($this->marked[$kind], 'keys', 'id'));
        $this->answer->added += count($this->new[$kind]);
        $store->insert(array_intersect_key($things, $this->new[$kind]));
        foreach (array_intersect_key($things, $this->new[$kind]) as $thing) {
            array_push($this->touchedTerms, ...$thing['terms']);
        }
        foreach (array_diff_key($things, $this->new[$kind]) as $ref => $thing) {
            $mark = $this->marked[$kind][$ref];
            $state = $states[$mark['id']];
            $thing = $settle === null ? $thing : $settle($thing, $state);
            $this->reconcile($store, (string) $ref, $thing, $mark, $state);
        }
    }

    private function reconcile(Store $store, string $ref, array $thing, array $mark, array $state): void
    {
        $new = $store->hash($store->stateOf($thing));
        $untouched = $store->hash($state) === $mark['hash'];
        if ($new === $mark['hash'] && ($store->derived($thing) === $mark['derived'] || !$untouched)) {
            if (!$untouched) {
                $this->answer->kept[] = $ref;
            }
            return;
        }
        $now = $store->hash($this->asKnown($store, $mark, $state, $thing));
        if (!$untouched && $now !== $new) {
            $this->answer->kept[] = $ref;
            return;
        }
        ++$this->answer->changed;
        $store->update($ref, $thing, $mark['keys']);
        array_push($this->touchedTerms, ...$state['terms'], ...$thing['terms']);
    }

    /** The state now with the meta keys of the new version, to see whether the owner has the very same already. */
    private function asKnown(Store $store, array $mark, array $state, array $thing): array
    {
        $keys = array_values(array_unique(array_column($thing['meta'], 0)));
        return $store->states([$mark['id'] => $keys])[$mark['id']] ?? $state;
    }

    /** What the bundle had before and has no more goes, unless it is the owner's by now. @return list<int> posts */
    private function removeOthers(): array
    {
        $going = [];
        foreach ($this->marked as $kind => $marks) {
            $going[$kind] = array_diff_key($marks, $this->wanted[$kind]);
        }
        $removal = new Removal($this->database, $this->ledger, $this->stores);
        $removal->remove($going);
        array_push($this->touchedPosts, ...$removal->posts);
        array_push($this->touchedTerms, ...$removal->terms);
        array_push($this->answer->released, ...$removal->kept);
        $this->answer->removed += $removal->removed;
        return $removal->gone;
    }

    private function defaultCategory(): int
    {
        $table = $this->database->table('term_taxonomy');
        $id = (int) get_option('default_category');
        return (int) $this->database->value("SELECT term_taxonomy_id FROM $table WHERE term_id = $id AND taxonomy = 'category'");
    }
}
