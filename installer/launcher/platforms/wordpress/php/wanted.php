<?php

declare(strict_types=1);

namespace Launcher;

/**
 * What a document wants of a site, thing by thing: what is there already, and which number what is new gets.
 *
 * Of posts and comments there is no more in memory than that they are wanted; they are read again when they are written.
 */
final class Wanted
{
    /** How many things are written at once, and about how many bytes of the document. */
    private const PORTION = 200;

    private const LONGEST = 4000000;

    /** @var array<string, array<string, Mark>> kind -> reference -> mark, as the database had them */
    public array $marked = [];

    /** @var array<string, array<string, mixed>> kind -> reference -> what the document says; of posts and comments ``true`` */
    public array $things = ['user' => [], 'term' => [], 'post' => [], 'comment' => []];

    /** @var array<string, array<string, int>> kind -> reference -> number of what is new */
    public array $new = ['user' => [], 'term' => [], 'post' => [], 'comment' => []];

    /** @var array<string, int> reference -> term_taxonomy_id of terms that the site has of its owner's */
    public array $taxonomyIds = [];

    /** @var list<string> slugs of posts */
    public array $slugs = [];

    /** @var list<string> references of posts that are to be sticky */
    public array $sticky = [];

    private Document $document;

    private Record $record;

    private References $references;

    private Answer $answer;

    /** @var array<string, Store> */
    private array $stores;

    /** @var array<string, list<string>> kind -> references of what the document has and its owner removed */
    public array $away = ['user' => [], 'term' => [], 'post' => [], 'comment' => []];

    /** @var array<string, array<string, true>> kind -> reference of what its owner removed */
    private array $lost = [];

    /** @param array<string, Store> $stores by kind */
    public function __construct(Document $document, Record $record, References $references, array $stores, Answer $answer)
    {
        [$this->document, $this->record, $this->references] = [$document, $record, $references];
        [$this->stores, $this->answer] = [$stores, $answer];
        foreach ($stores as $name => $store) {
            $this->marked[$name] = $store->marked();
        }
    }

    /** List what the document wants, and take for granted what the site has of the owner's. */
    public function collect(Menus $menus, People $people, Terms $terms): void
    {
        $frame = $this->document->frame;
        foreach ($frame->authors ?? [] as $author) {
            $ours = isset($this->marked['user'][$author->ref]);
            $id = $ours ? 0 : $people->existing($author);
            $id > 0 ? $this->references->set($author->ref, $id) : $this->want('user', $author->ref, $author);
        }
        $taxonomies = array_column($frame->terms ?? [], 'taxonomy');
        $terms->learn(array_values(array_unique(array_merge($taxonomies, ['nav_menu']))));
        foreach ($frame->terms ?? [] as $term) {
            $menus->learn($term->ref, $term->taxonomy);
            $known = isset($this->marked['term'][$term->ref]) ? null : $terms->existing($term);
            if ($known !== null) {
                $this->references->set($term->ref, $known[0]);
                $this->taxonomyIds[$term->ref] = $known[1];
            } else {
                $this->want('term', $term->ref, $term);
            }
        }
        foreach ($this->document->posts() as $post) {
            $this->collectPost($post, $menus);
        }
        if (($frame->theme->css ?? '') !== '') {
            $this->want('post', Site::cssRef($frame), Site::css($frame));
        }
        foreach ($frame->menus ?? [] as $menu) {
            $this->want('term', $menu->ref, $menu);
            if (!isset($this->things['term'][$menu->ref])) {
                continue;
            }
            foreach ($menus->entries($menu) as $ref => $entry) {
                $this->want('post', $ref, $entry);
            }
        }
    }

    private function collectPost(\stdClass $post, Menus $menus): void
    {
        $menus->learn($post->ref, $post->type);
        $this->want('post', $post->ref, true);
        if (!isset($this->things['post'][$post->ref])) {
            return;
        }
        if (($post->slug ?? '') !== '') {
            $this->slugs[] = $post->slug;
        }
        if (!empty($post->sticky)) {
            $this->sticky[] = $post->ref;
        }
        foreach ($post->comments ?? [] as $comment) {
            $this->want('comment', $comment->ref, true);
        }
    }

    /** What was installed once and is gone was removed by the owner, and stays away. */
    private function want(string $kind, string $ref, $what): void
    {
        if (isset(($this->lost[$kind] ?? $this->learnLost($kind))[$ref])) {
            $this->answer->lost[] = $ref;
            $this->away[$kind][] = $ref;
        } else {
            $this->things[$kind][$ref] = $what;
        }
    }

    private function learnLost(string $kind): array
    {
        return $this->lost[$kind] = array_diff_key(array_fill_keys($this->record->refs[$kind] ?? [], true), $this->marked[$kind]);
    }

    /** Give a number to everything that is new. */
    public function number(): void
    {
        foreach ($this->things as $kind => $things) {
            $missing = [];
            foreach (array_keys($things) as $ref) {
                $mark = $this->marked[$kind][$ref] ?? null;
                $mark === null ? $missing[] = (string) $ref : $this->references->set((string) $ref, $mark->id);
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

    /** Each post that is wanted, by reference: those of the document, its CSS, the entries of its menus. */
    public function everyPost(): \Generator
    {
        foreach ($this->document->posts() as $post) {
            if (isset($this->things['post'][$post->ref])) {
                yield $post->ref => $post;
            }
        }
        $this->document->length = 0;
        foreach ($this->things['post'] as $ref => $what) {
            if ($what !== true) {
                yield $ref => $what;
            }
        }
    }

    /** Each comment that is wanted, with the reference of its post. */
    public function everyComment(): \Generator
    {
        foreach ($this->things['comment'] === [] ? [] : $this->document->posts() as $post) {
            $length = $this->document->length;
            foreach ($post->comments ?? [] as $comment) {
                if (isset($this->things['comment'][$comment->ref])) {
                    $this->document->length = $length;
                    yield $comment->ref => [$comment, $post->ref];
                    $length = 0;
                }
            }
        }
    }

    /** As many things at once as are not too long together. */
    public function portions(\Generator $things): \Generator
    {
        [$some, $length] = [[], 0];
        foreach ($things as $ref => $thing) {
            $some[$ref] = $thing;
            $length += $this->document->length;
            if (count($some) >= self::PORTION || $length > self::LONGEST) {
                yield $some;
                [$some, $length] = [[], 0];
            }
        }
        if ($some !== []) {
            yield $some;
        }
    }
}
