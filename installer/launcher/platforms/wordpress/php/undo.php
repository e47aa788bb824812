<?php

declare(strict_types=1);

namespace Launcher;

/** Take a bundle out of the database: what came with it goes, what was there before comes back, the owner's stays. */
final class Undo
{
    private Database $database;

    private Ledger $ledger;

    private string $bundle;

    public function __construct(Database $database, Ledger $ledger, string $bundle)
    {
        [$this->database, $this->ledger, $this->bundle] = [$database, $ledger, $bundle];
    }

    public function run(Answer $answer): void
    {
        $stores = $marked = [];
        foreach (Kind::all() as $kind) {
            $store = new Store($kind, $this->database, $this->ledger, $this->bundle, home_url());
            [$stores[$kind->name], $marked[$kind->name]] = [$store, $store->marked()];
        }
        $record = Record::read($this->database, $this->bundle) ?? new Record();
        $settings = new Settings($this->database, $this->ledger, $record, home_url());
        $this->giveBack($settings, $record, $answer);
        $removal = new Removal($this->database, $this->ledger, $stores, $settings->named());
        $removal->remove($marked);
        $this->unstick($settings, $removal->gone);
        $counts = new Counts($this->database, $this->ledger);
        $counts->comments(array_keys($removal->posts));
        $counts->terms(array_keys($removal->terms));
        Record::forget($this->ledger, $this->bundle);
        array_push($answer->released, ...$removal->kept);
        $answer->removed = $removal->removed;
    }

    private function giveBack(Settings $settings, Record $record, Answer $answer): void
    {
        $theme = $settings->read('stylesheet');
        $this->knowTheme($record, $answer);
        $widgets = new Widgets($settings, new References('', '', ''), $record);
        $widgets->takeOut();
        $settings->giveAllBack();
        if ($settings->read('stylesheet') !== $theme) {
            Site::announceSwitch($settings, $theme);
        }
        if ($settings->changed) {
            $settings->clear('rewrite_rules');
        }
        array_push($answer->released, ...$settings->kept, ...$widgets->kept);
    }

    /** The theme of before may be gone; then it is WordPress's own. */
    private function knowTheme(Record $record, Answer $answer): void
    {
        $before = $record->settings['stylesheet']['before'] ?? null;
        if ($before === null || wp_get_theme($before)->exists()) {
            return;
        }
        $own = \WP_Theme::get_core_default_theme();
        if ($own) {
            $record->settings['template']['before'] = $own->get_template();
            $record->settings['stylesheet']['before'] = $own->get_stylesheet();
            $record->settings['current_theme']['before'] = (string) $own->get('Name');
            $answer->notes[] = "the theme $before is gone, so the site has {$own->get_stylesheet()} now";
        }
    }

    private function unstick(Settings $settings, array $gone): void
    {
        $now = array_map('intval', Settings::unserialised($settings->read('sticky_posts')));
        $then = array_values(array_diff($now, $gone));
        if ($then !== $now) {
            $settings->write('sticky_posts', serialize($then));
        }
    }
}
