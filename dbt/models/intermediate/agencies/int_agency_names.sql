-- Full-width letters and digits are 65248 code points after the half-width ones.
with plain as (
    select
        unnest(string_split(traditional, '')) as printed_character,
        simplified as plain_character
    from {{ ref('traditional') }}
    union all
    select
        chr(cast(ascii.code + 65248 as integer)) as printed_character,
        chr(cast(ascii.code as integer)) as plain_character
    from range(33, 127) as ascii (code)
),

agencies as (
    select agency
    from {{ ref('stg_reports') }}
    where agency is not null
    union distinct
    select agency
    from {{ ref('stg_roster') }}
    union distinct
    select agency
    from {{ ref('stg_unread') }}
    where agency is not null
),

characters as (
    select
        agency,
        unnest(string_split(agency, '')) as printed_character,
        unnest(range(length(agency))) as position
    from agencies
)

select
    characters.agency,
    string_agg(
        coalesce(plain.plain_character, characters.printed_character), '' order by characters.position
    ) as plain_name
from characters
left join plain
    on characters.printed_character = plain.printed_character
where not regexp_matches(characters.printed_character, '[\s　]')
group by characters.agency
