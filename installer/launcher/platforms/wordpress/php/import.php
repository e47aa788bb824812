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

    /** Everything of the document but its posts. */
    private \stdClass $frame;

    private string $bundle;

    private Record $record;

    private References $references;

    private Posts $posts;

    private Times $times;

    /** @var array<string, Store> */
    private array $stores = [];

    private Wanted $wanted;

    private Writing $writing;

    private Answer $answer;

    /** @var array<int, true> posts whose comments are to be counted anew */
    private array $touchedPosts = [];

    public function __construct(Database $database, Ledger $ledger, Document $document, string $bundle, Answer $answer)
    {
        $this->frame = $document->frame;
        [$this->database, $this->ledger] = [$database, $ledger];
        [$this->bundle, $this->answer] = [$bundle, $answer];
        $home = home_url();
        $uploads = wp_upload_dir(null, false);
        $theme = $this->frame->theme->stylesheet ?? get_stylesheet();
        $this->references = new References($home, $uploads['baseurl'], get_theme_root_uri($theme) . "/$theme");
        $this->times = new Times(Site::zone($this->frame), time());
        $this->posts = new Posts($database, $this->references, $this->times, $home, $uploads);
        foreach (Kind::all() as $kind) {
            $this->stores[$kind->name] = new Store($kind, $database, $ledger, $bundle, $home);
        }
        $this->record = Record::read($database, $bundle) ?? new Record();
        $this->wanted = new Wanted($document, $this->record, $this->references, $this->stores, $answer);
        $this->writing = new Writing($this->wanted, $this->stores, $answer);
    }

    public function run(string $digest, string $token): void
    {
        $menus = new Menus($this->references);
        $people = new People($this->database, $this->references);
        $terms = new Terms($this->database, $this->references);
        $this->wanted->collect($menus, $people, $terms);
        $this->wanted->number();
        $this->writePeople($people);
        $this->writeTerms($terms);
        $this->writePosts($menus, $people->keeper());
        $this->writeComments();
        $gone = $this->removeOthers();
        $site = new Site($this->database, $this->ledger, $this->record, $this->references, $this->frame);
        $site->apply($this->wanted->sticky, $gone, $this->answer);
        $counts = new Counts($this->database, $this->ledger);
        $counts->comments(array_keys($this->touchedPosts));
        $counts->terms(array_keys($this->writing->terms));
        $before = clone $this->record;
        $this->record->digest = $digest;
        foreach ($this->wanted->things as $kind => $things) {
            // What the owner removed is remembered for as long as the bundle has it: it stays away from each new version.
            $this->record->refs[$kind] = array_merge(array_map('strval', array_keys($things)), $this->wanted->away[$kind]);
        }
        if ($this->ledger->isEmpty() && $before == $this->record) {
            return; // it was all there
        }
        $this->record->token = $token;
        $this->record->write($this->database, $this->ledger, $this->bundle);
    }

    private function writePeople(People $people): void
    {
        $things = [];
        foreach ($this->wanted->things['user'] as $ref => $author) {
            $things[$ref] = $people->thing($author, $this->references->id((string) $ref), $this->times->now);
        }
        $this->writing->write('user', $things, $this->writing->statesOf('user', $things), static function (array $thing, array $state) use ($people): array {
            unset($thing['row']['user_registered']);
            return $people->keepPassword($thing, $state['row']['user_pass']);
        });
    }

    private function writeTerms(Terms $terms): void
    {
        $old = [];
        foreach (array_keys($this->wanted->things['term']) as $ref) {
            $old[] = $this->references->id((string) $ref);
        }
        $known = $terms->taxonomyIds($old);
        $next = 0;
        $fresh = count($this->wanted->new['term']);
        if ($fresh > 0) {
            $filler = ['description' => '', 'taxonomy' => ''];
            $left = [['term_relationships', 'term_taxonomy_id']];
            $next = $this->database->reserve('term_taxonomy', 'term_taxonomy_id', $filler, $fresh, $left);
        }
        $things = [];
        foreach ($this->wanted->things['term'] as $ref => $term) {
            $id = $this->references->id((string) $ref);
            $this->wanted->taxonomyIds[$ref] = $known[$id] ?? $next++;
            $term = isset($term->taxonomy) ? $term : $terms->menu($term, $id);
            $things[$ref] = $terms->thing($term, $id, $this->wanted->taxonomyIds[$ref]);
        }
        $this->writing->write('term', $things, $this->writing->statesOf('term', $things));
        $this->writing->touch(array_intersect_key($this->wanted->taxonomyIds, $this->wanted->new['term']));
    }

    private function writePosts(Menus $menus, int $keeper): void
    {
        $ours = [];
        foreach (array_intersect_key($this->wanted->marked['post'], $this->wanted->things['post']) as $mark) {
            $ours[$mark->id] = true;
        }
        $this->posts->learnSlugs($this->wanted->slugs, $ours);
        $this->wanted->slugs = [];
        $categories = array_filter($this->frame->terms ?? [], static fn ($term): bool => $term->taxonomy === 'category');
        $this->posts->learnTerms(
            $this->wanted->taxonomyIds,
            array_flip(array_column($categories, 'ref')),
            $this->defaultCategory()
        );
        foreach ($this->wanted->portions($this->wanted->everyPost()) as $posts) {
            $states = $this->writing->statesOf('post', $posts);
            $things = [];
            foreach ($posts as $ref => $post) {
                $id = $this->references->id((string) $ref);
                if (is_array($post)) {
                    $post = $menus->post($post, (string) $ref);
                    if ($post === null) {
                        unset($this->wanted->things['post'][$ref], $this->wanted->new['post'][$ref]);
                        $this->references->set((string) $ref, 0);
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
            $written = $this->writing->write('post', $things, $states);
            $this->schedule(array_intersect_key($things, array_flip($written)), $states);
        }
    }

    /** Let WordPress publish posts of a day to come, among those that were written; ``$states`` is how they were before. */
    private function schedule(array $things, array $states): void
    {
        foreach ($things as $thing) {
            if (($states[$thing['id']]['row']['post_status'] ?? '') === 'future') {
                wp_clear_scheduled_hook('publish_future_post', [$thing['id']]);
            }
            if ($thing['row']['post_status'] === 'future') {
                wp_schedule_single_event((int) strtotime("{$thing['row']['post_date_gmt']} GMT"), 'publish_future_post', [$thing['id']]);
            }
        }
    }

    private function writeComments(): void
    {
        $comments = new Comments($this->references, $this->times);
        foreach ($this->wanted->portions($this->wanted->everyComment()) as $some) {
            $states = $this->writing->statesOf('comment', $some);
            $things = [];
            foreach ($some as $ref => [$comment, $post]) {
                $id = $this->references->id((string) $ref);
                if (isset($states[$id]) && ($comment->date ?? '') === '' && ($comment->date_gmt ?? '') === '') {
                    $comment->date = $states[$id]['row']['comment_date'];
                }
                $things[$ref] = $comments->thing($comment, $id, $this->references->id($post));
            }
            $this->writing->write('comment', $things, $states);
            foreach ($things as $thing) {
                $this->touchedPosts[$thing['row']['comment_post_ID']] = true;
            }
        }
    }

    /** What the bundle had before and has no more goes, unless it is the owner's by now. @return list<int> posts */
    private function removeOthers(): array
    {
        $going = [];
        foreach ($this->wanted->marked as $kind => $marks) {
            $going[$kind] = array_diff_key($marks, $this->wanted->things[$kind]);
        }
        $settings = new Settings($this->database, $this->ledger, $this->record, home_url());
        $removal = new Removal($this->database, $this->ledger, $this->stores, $settings->named());
        $removal->remove($going);
        $this->touchedPosts += $removal->posts;
        $this->writing->terms += $removal->terms;
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
