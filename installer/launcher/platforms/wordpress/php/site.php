<?php

declare(strict_types=1);

namespace Launcher;

/** What a document says about the site as a whole: title, theme, front page, menus' locations, widgets, options. */
final class Site
{
    private Database $database;

    private Ledger $ledger;

    private Record $record;

    private References $references;

    private \stdClass $document;

    private Settings $settings;

    public function __construct(
        Database $database,
        Ledger $ledger,
        Record $record,
        References $references,
        \stdClass $document
    ) {
        [$this->database, $this->ledger, $this->record] = [$database, $ledger, $record];
        [$this->references, $this->document] = [$references, $document];
        $this->settings = new Settings($database, $ledger, $record, home_url());
    }

    /** The time zone of the site as it will be. */
    public static function zone(\stdClass $document): string
    {
        $zone = $document->timezone ?? '';
        if ($zone === '') {
            return wp_timezone_string();
        }
        [$name, $offset] = self::zoneOptions($zone);
        if ($name !== '') {
            return $name;
        }
        $minutes = (int) round(abs((float) $offset) * 60);
        return sprintf('%s%02d:%02d', (float) $offset < 0 ? '-' : '+', intdiv($minutes, 60), $minutes % 60);
    }

    public static function cssRef(\stdClass $document): string
    {
        return "custom_css/{$document->theme->stylesheet}";
    }

    /** Additional CSS is a post of a type of its own. */
    public static function css(\stdClass $document): \stdClass
    {
        $name = $document->theme->stylesheet;
        return (object) ['type' => 'custom_css', 'slug' => sanitize_title($name), 'title' => $name, 'content' => $document->theme->css];
    }

    /**
     * @param list<string> $sticky references of posts that are to be shown first
     * @param list<int> $gone posts that were removed
     */
    public function apply(array $sticky, array $gone, Answer $answer): void
    {
        $before = $this->settings->read('stylesheet');
        $wanted = $this->identity($answer) + $this->reading() + $this->theme($answer);
        foreach ((array) ($this->document->options ?? []) as $name => $value) {
            $wanted[(string) $name] = $this->references->stored($value);
        }
        $this->settings->apply($wanted);
        $widgets = new Widgets($this->settings, $this->references, $this->record);
        $widgets->apply((object) ($this->document->sidebars ?? []));
        $this->stick($sticky, $gone);
        if ($this->settings->read('stylesheet') !== $before) {
            self::announceSwitch($this->settings, $before);
        }
        if ($this->settings->changed) {
            $this->settings->clear('rewrite_rules'); // WordPress makes them again, with all its plugins
        }
        array_push($answer->kept, ...$this->settings->kept, ...$widgets->kept);
    }

    /** Let the site do what it does after a change of theme, but leave menus and widgets where they were put. */
    public static function announceSwitch(Settings $settings, ?string $before): void
    {
        $settings->write('theme_switched', (string) $before);
        $settings->write('theme_switched_via_customizer', '1');
    }

    private function identity(Answer $answer): array
    {
        $wanted = [];
        foreach (['blogname' => 'title', 'blogdescription' => 'tagline', 'permalink_structure' => 'permalinks'] as $option => $key) {
            if (($this->document->$key ?? '') !== '') {
                $wanted[$option] = (string) sanitize_option($option, $this->references->text($this->document->$key));
            }
        }
        if (($this->document->timezone ?? '') !== '') {
            [$wanted['timezone_string'], $wanted['gmt_offset']] = self::zoneOptions($this->document->timezone);
        }
        $language = $this->document->language ?? '';
        if ($language !== '' && $language !== get_locale()) {
            if ($language === 'en_US' || in_array($language, get_available_languages(), true)) {
                $wanted['WPLANG'] = $language === 'en_US' ? '' : $language;
            } else {
                $answer->notes[] = "the site has no translation for $language, so its language stays";
            }
        }
        return $wanted;
    }

    private function reading(): array
    {
        $wanted = [];
        $front = $this->references->id($this->document->front_page ?? '');
        $list = $this->references->id($this->document->posts_page ?? '');
        if ($front > 0) {
            $wanted['show_on_front'] = 'page';
            $wanted['page_on_front'] = (string) $front;
        }
        if ($list > 0) {
            $wanted['page_for_posts'] = (string) $list;
        }
        if (($this->document->posts_per_page ?? 0) > 0) {
            $wanted['posts_per_page'] = (string) $this->document->posts_per_page;
        }
        return $wanted;
    }

    private function theme(Answer $answer): array
    {
        $wanted = $mods = [];
        $theme = $this->document->theme ?? null;
        $stylesheet = $theme->stylesheet ?? (string) get_option('stylesheet');
        if ($theme !== null) {
            $found = wp_get_theme($stylesheet);
            if (!$found->exists() || $found->errors()) {
                $why = $found->errors() ? Trouble::line($found->errors()->get_error_message()) : 'it is not there';
                throw new Trouble('theme', "the theme $stylesheet cannot be used: $why");
            }
            $fit = validate_theme_requirements($stylesheet);
            if (is_wp_error($fit)) {
                throw new Trouble('theme', Trouble::line($fit->get_error_message()));
            }
            $wanted['template'] = $found->get_template();
            $wanted['stylesheet'] = $stylesheet;
            $wanted['current_theme'] = (string) $found->get('Name');
            foreach ((array) ($theme->mods ?? []) as $key => $value) {
                $mods[(string) $key] = $this->references->value($value);
            }
            $css = $this->references->id(self::cssRef($this->document));
            if ($css > 0) {
                $mods['custom_css_post_id'] = $css;
            }
        }
        $places = $this->places($answer);
        if ($places !== []) {
            $name = Settings::part("theme_mods_$stylesheet", 'nav_menu_locations');
            $before = array_key_exists($name, $this->record->settings)
                ? $this->record->settings[$name]['before']
                : $this->settings->read($name);
            $mods['nav_menu_locations'] = $places + (array) ($mods['nav_menu_locations'] ?? []) + Settings::unserialised($before);
        }
        foreach ($mods as $key => $value) {
            $wanted[Settings::part("theme_mods_$stylesheet", $key)] = serialize($value);
        }
        return $wanted;
    }

    /** @return array<string, int> location of the theme -> menu */
    private function places(Answer $answer): array
    {
        $places = [];
        $known = get_registered_nav_menus();
        foreach ($this->document->menus ?? [] as $menu) {
            foreach ($menu->locations ?? [] as $location) {
                if ($this->references->id($menu->ref) === 0) {
                    continue; // its owner removed it
                }
                $places[$location] = $this->references->id($menu->ref);
                if (!isset($known[$location])) {
                    $answer->notes[] = "the theme has no place \"$location\" for a menu";
                }
            }
        }
        return $places;
    }

    /** Make posts sticky, once: one that the owner unstuck stays so. */
    private function stick(array $wanted, array $gone): void
    {
        $now = array_map('intval', Settings::unserialised($this->settings->read('sticky_posts')));
        $then = $now;
        foreach (array_diff($wanted, $this->record->sticky) as $ref) {
            $then[] = $this->references->id($ref);
        }
        foreach (array_diff($this->record->sticky, $wanted) as $ref) {
            $gone[] = $this->references->id($ref);
        }
        $then = array_values(array_unique(array_diff($then, $gone)));
        if ($then !== $now) {
            $this->settings->write('sticky_posts', serialize($then));
        }
        $this->record->sticky = $wanted;
    }

    /** @return array{string, string} timezone_string and gmt_offset */
    private static function zoneOptions(string $zone): array
    {
        if (preg_match('/^UTC([+-]\d{1,2}(?:\.\d+)?)(?::(\d{2}))?$/', $zone, $found)) {
            $minutes = (float) ($found[2] ?? 0) * ($found[1][0] === '-' ? -1 : 1);
            return ['', (string) ((float) $found[1] + $minutes / 60)];
        }
        return [$zone, ''];
    }
}
