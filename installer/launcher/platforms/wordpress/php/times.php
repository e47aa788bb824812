<?php

declare(strict_types=1);

namespace Launcher;

/** Moments as WordPress keeps them: in the site's time and in UTC. */
final class Times
{
    public const NONE = '0000-00-00 00:00:00';

    private const FORMAT = 'Y-m-d H:i:s';

    private \DateTimeZone $zone;

    public string $now;

    /** @param string $zone as the option timezone_string has it, or an offset such as +02:00 */
    public function __construct(string $zone, int $now)
    {
        try {
            $this->zone = new \DateTimeZone($zone === '' ? '+00:00' : $zone);
        } catch (\Exception $unknown) {
            throw new Trouble('document', "PHP does not know the time zone $zone");
        }
        $this->now = gmdate(self::FORMAT, $now);
    }

    /** Both spellings of a moment of which one or none is given; where none is, it is now. @return array{string, string} */
    public function both(string $local, string $utc): array
    {
        if ($local === '' && $utc === '') {
            $utc = $this->now;
        }
        $zero = new \DateTimeZone('UTC');
        if ($local === '') {
            $local = (new \DateTimeImmutable($utc, $zero))->setTimezone($this->zone)->format(self::FORMAT);
        } elseif ($utc === '') {
            $utc = (new \DateTimeImmutable($local, $this->zone))->setTimezone($zero)->format(self::FORMAT);
        }
        return [$local, $utc];
    }
}
