<?php

declare(strict_types=1);

namespace Launcher;

/** Terms of a document: categories, tags, and the menus, which are terms too. */
final class Terms
{
    private Database $database;

    private References $references;

    /** @var array<string, array<string, array{int, int}>> taxonomy -> slug -> term_id and term_taxonomy_id */
    private array $known = [];

    public function __construct(Database $database, References $references)
    {
        [$this->database, $this->references] = [$database, $references];
    }

    /** Learn which terms the site has in the taxonomies of a document. */
    public function learn(array $taxonomies): void
    {
        $rows = $taxonomies === [] ? [] : $this->database->rows(
            "SELECT t.term_id, t.slug, x.taxonomy, x.term_taxonomy_id FROM {$this->database->table('terms')} t"
            . " JOIN {$this->database->table('term_taxonomy')} x ON x.term_id = t.term_id"
            . ' WHERE x.taxonomy IN (' . $this->database->list($taxonomies) . ')'
        );
        foreach ($rows as $row) {
            $this->known[$row['taxonomy']][Slug::folded($row['slug'])] = [(int) $row['term_id'], (int) $row['term_taxonomy_id']];
        }
    }

    /** The term of the site that a document's term is: the same slug in the same taxonomy. @return ?array{int, int} */
    public function existing(\stdClass $term): ?array
    {
        return $this->known[$term->taxonomy][Slug::folded($term->slug)] ?? null;
    }

    /** The term_taxonomy_id of terms. @return array<int, int> by term_id */
    public function taxonomyIds(array $ids): array
    {
        $found = [];
        foreach (array_chunk($ids, 500) as $some) {
            $table = $this->database->table('term_taxonomy');
            $sql = "SELECT term_id, term_taxonomy_id FROM $table WHERE term_id IN ({$this->database->list($some)})";
            foreach ($this->database->rows($sql) as $row) {
                $found[(int) $row['term_id']] = (int) $row['term_taxonomy_id'];
            }
        }
        return $found;
    }

    public function thing(\stdClass $term, int $id, int $taxonomyId): array
    {
        $meta = [];
        foreach ($term->meta ?? [] as [$key, $value]) {
            $meta[] = [$key, $this->references->stored($value)];
        }
        return ['id' => $id, 'taxonomy_id' => $taxonomyId, 'meta' => $meta, 'terms' => [], 'row' => [
            'name' => $this->references->text($term->name),
            'slug' => $term->slug,
            'taxonomy' => $term->taxonomy,
            'description' => $this->references->text($term->description ?? ''),
            'parent' => $this->references->id($term->parent ?? ''),
        ]];
    }

    /** A menu as a term; one of the owner's with its name or slug stays another menu. */
    public function menu(\stdClass $menu, int $id): \stdClass
    {
        $name = $this->references->text($menu->name);
        $slug = $menu->slug;
        $taken = function (string $slug) use ($id): bool {
            $known = $this->known['nav_menu'][Slug::folded($slug)] ?? null;
            return $known !== null && $known[0] !== $id;
        };
        for ($number = 2; $taken($slug); ++$number) {
            $slug = "{$menu->slug}-$number";
            $name = $this->references->text($menu->name) . " ($number)";
        }
        $this->known['nav_menu'][Slug::folded($slug)] = [$id, 0];
        return (object) ['name' => $name, 'slug' => $slug, 'taxonomy' => 'nav_menu'];
    }
}
