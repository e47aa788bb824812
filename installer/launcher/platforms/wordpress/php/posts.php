<?php

declare(strict_types=1);

namespace Launcher;

/** Rows of the posts table: posts, pages, templates, attachments and whatever else a document has. */
final class Posts
{
    /** Statuses of what nobody has published yet; WordPress gives it a date when it is. */
    private const UNDATED = ['draft', 'pending', 'auto-draft'];

    /** Slugs that WordPress needs for itself. */
    private const RESERVED = ['embed', 'feed', 'rdf', 'rss', 'rss2', 'atom'];

    /** Signs of the column guid. */
    private const LONGEST_ADDRESS = 255;

    private Database $database;

    private References $references;

    private Times $times;

    private string $home;

    private string $uploads;

    private string $uploadsAddress;

    /** @var array<string, int|array<int, true>> type, parent and slug -> number of the post that has it, or of several */
    private array $slugs = [];

    /** @var array<string, int> the term_taxonomy_id of each term, by reference */
    private array $taxonomyIds = [];

    /** @var array<string, mixed> references of categories */
    private array $categories = [];

    private int $category = 0;

    public function __construct(Database $database, References $references, Times $times, string $home, array $uploads)
    {
        [$this->database, $this->references, $this->times] = [$database, $references, $times];
        $this->home = rtrim($home, '/');
        [$this->uploads, $this->uploadsAddress] = [$uploads['basedir'], rtrim($uploads['baseurl'], '/')];
    }

    /** Learn which slugs are taken by posts that are not among ``$ours``. @param array<int, true> $ours */
    public function learnSlugs(array $wanted, array $ours): void
    {
        foreach (array_chunk(array_unique($wanted), 500) as $some) {
            $rows = $this->database->rows(
                "SELECT ID, post_name, post_type, post_parent FROM {$this->database->table('posts')} WHERE post_name IN ("
                . $this->database->list($this->withNumbers($some)) . ") AND post_type <> 'revision'"
            );
            foreach ($rows as $row) {
                if (!isset($ours[(int) $row['ID']])) {
                    $this->take($row['post_name'], $row['post_type'], (int) $row['post_parent'], (int) $row['ID']);
                }
            }
        }
    }

    /** @param array<string, int> $ids @param array<string, mixed> $categories by reference, those of $ids that are some */
    public function learnTerms(array $ids, array $categories, int $category): void
    {
        [$this->taxonomyIds, $this->categories, $this->category] = [$ids, $categories, $category];
    }

    public function thing(\stdClass $post, int $id, int $author): array
    {
        $texts = $this->references;
        $type = $post->type;
        $parent = $texts->id($post->parent ?? '');
        [$status, $dates] = $this->dates($post);
        $row = [
            'post_author' => $author,
            'post_date' => $dates[0],
            'post_date_gmt' => $dates[1],
            'post_content' => $texts->text($post->content ?? ''),
            'post_title' => $texts->text($post->title ?? ''),
            'post_excerpt' => $texts->text($post->excerpt ?? ''),
            'post_status' => $status,
            'comment_status' => empty($post->comments_open) ? 'closed' : 'open',
            'ping_status' => empty($post->pings_open) ? 'closed' : 'open',
            'post_password' => $post->password ?? '',
            'post_name' => $this->slug($post->slug ?? '', $type, $parent, $id),
            'to_ping' => '',
            'pinged' => '',
            'post_modified' => $dates[2],
            'post_modified_gmt' => $dates[3],
            'post_content_filtered' => '',
            'post_parent' => $parent,
            'guid' => $this->address($post, $type, $id),
            'menu_order' => $post->order ?? 0,
            'post_type' => $type,
            'post_mime_type' => $post->mime_type ?? '',
        ];
        return ['id' => $id, 'row' => $row, 'meta' => $this->meta($post), 'terms' => $this->terms($post)];
    }

    /** @return list<int> */
    private function terms(\stdClass $post): array
    {
        $ids = [];
        $hasCategory = false;
        foreach ($post->terms ?? [] as $ref) {
            if (isset($this->taxonomyIds[$ref])) {
                $ids[] = $this->taxonomyIds[$ref];
                $hasCategory = $hasCategory || isset($this->categories[$ref]);
            }
        }
        if (!$hasCategory && $post->type === 'post' && $this->category > 0) {
            $ids[] = $this->category; // WordPress leaves no post without one
        }
        return array_values(array_unique($ids));
    }

    private function meta(\stdClass $post): array
    {
        $meta = [];
        if (isset($post->file)) {
            $meta[] = ['_wp_attached_file', $post->file->path];
            if (($post->file->width ?? 0) > 0) {
                $meta[] = ['_wp_attachment_metadata', serialize(Pictures::metadata($post->file, $this->uploads))];
            } elseif (is_file("{$this->uploads}/{$post->file->path}")) {
                $size = filesize("{$this->uploads}/{$post->file->path}");
                $meta[] = ['_wp_attachment_metadata', serialize(['filesize' => $size])];
            }
        }
        if (($post->template ?? '') !== '') {
            $meta[] = ['_wp_page_template', $this->references->stored($post->template)];
        }
        if (($post->thumbnail ?? '') !== '' && $this->references->id($post->thumbnail) > 0) {
            $meta[] = ['_thumbnail_id', (string) $this->references->id($post->thumbnail)];
        }
        $derived = array_column($meta, 0);
        foreach ($post->meta ?? [] as [$key, $value]) {
            if (!in_array($key, $derived, true) && strpos($key, '_launcher_') !== 0) {
                $meta[] = [$key, $this->references->stored($value)];
            }
        }
        return $meta;
    }

    /** Status and the four dates: a post of a day to come waits for it, one whose day has come does not. */
    private function dates(\stdClass $post): array
    {
        $status = $post->status ?? 'publish';
        [$local, $utc] = $this->times->both($post->date ?? '', $post->date_gmt ?? '');
        $modified = $this->times->both(
            $post->modified ?? (($post->modified_gmt ?? '') === '' ? $local : ''),
            $post->modified_gmt ?? (($post->modified ?? '') === '' ? $utc : '')
        );
        if (in_array($status, self::UNDATED, true)) {
            $utc = ($post->date_gmt ?? '') === '' ? Times::NONE : $utc;
        } elseif ($status === 'future' && $utc <= $this->times->now) {
            $status = 'publish';
        } elseif ($status === 'publish' && $utc > $this->times->now && $post->type !== 'attachment') {
            $status = 'future';
        }
        return [$status, [$local, $utc, $modified[0], $modified[1]]];
    }

    /** The guid: an address that says which post it is, and for a file where it lies. */
    private function address(\stdClass $post, string $type, int $id): string
    {
        if (isset($post->file)) {
            $address = "{$this->uploadsAddress}/{$post->file->path}";
            return mb_strlen($address, 'UTF-8') <= self::LONGEST_ADDRESS ? $address : "{$this->home}/?attachment_id=$id";
        }
        if ($type === 'page') {
            return "{$this->home}/?page_id=$id";
        }
        return $type === 'post' ? "{$this->home}/?p=$id" : "{$this->home}/?post_type=$type&p=$id";
    }

    /** A slug that nobody else has, as wp_unique_post_slug makes it. */
    private function slug(string $wanted, string $type, int $parent, int $id): string
    {
        if ($wanted === '') {
            return '';
        }
        $slug = $wanted;
        for ($number = 2; $this->isTaken($slug, $type, $parent, $id); ++$number) {
            $slug = Slug::numbered($wanted, $number);
        }
        $this->take($slug, $type, $parent, $id);
        return $slug;
    }

    private function isTaken(string $slug, string $type, int $parent, int $id): bool
    {
        if (in_array($slug, self::RESERVED, true) && $type !== 'nav_menu_item') {
            return true;
        }
        foreach ($this->scopes($slug, $type, $parent) as $scope) {
            $holders = $this->slugs[$scope] ?? $id;
            if ($holders !== $id && (is_int($holders) || array_diff_key($holders, [$id => true]) !== [])) {
                return true;
            }
        }
        return false;
    }

    private function take(string $slug, string $type, int $parent, int $id): void
    {
        $this->hold($this->scopes($slug, $type, $parent)[0], $id);
        $folded = Slug::folded($slug);
        if ($type !== 'nav_menu_item') {
            $this->hold("*:$folded", $id);
        }
        if ($type === 'attachment') {
            $this->hold("attachment:$folded", $id);
        }
    }

    /** Note who has a slug; an array of its own for each would be most of the memory of a large site. */
    private function hold(string $scope, int $id): void
    {
        $holders = $this->slugs[$scope] ?? $id;
        if ($holders !== $id) {
            $this->slugs[$scope] = (is_int($holders) ? [$holders => true] : $holders) + [$id => true];
        } else {
            $this->slugs[$scope] = $id;
        }
    }

    /** Where a slug must be the only one: an attachment everywhere, a page below its parent, others in their type. */
    private function scopes(string $slug, string $type, int $parent): array
    {
        $slug = Slug::folded($slug);
        if ($type === 'attachment') {
            return ["*:$slug"];
        }
        $hierarchical = $type === 'page' || (post_type_exists($type) && is_post_type_hierarchical($type));
        return [$hierarchical ? "below $parent:$slug" : "$type:$slug", "attachment:$slug"];
    }

    private function withNumbers(array $slugs): array
    {
        $all = [];
        foreach ($slugs as $slug) {
            $all[] = $slug;
            for ($number = 2; $number < 10; ++$number) {
                $all[] = Slug::numbered($slug, $number);
            }
        }
        return array_filter($all, 'strlen');
    }
}
