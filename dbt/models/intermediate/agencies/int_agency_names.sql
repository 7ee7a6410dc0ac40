with plain as (
    select
        {{ each_part('traditional', '') }} as printed_character,
        simplified as plain_character
    from {{ ref('traditional') }}
    union all
    select
        substring(
            '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ'
            || '［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', cast(ascii.code - 32 as integer), 1
        ) as printed_character,
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
        {{ numbered_parts('agency', '', 'printed_character', 'position') }}
    from agencies
)

select
    characters.agency,
    {{ joined_text(
        'coalesce(plain.plain_character, characters.printed_character)', '', 'characters.position'
    ) }} as plain_name
from characters
left join plain
    on characters.printed_character = plain.printed_character
where characters.printed_character not in (' ', '　', chr(9), chr(10), chr(12), chr(13))
group by characters.agency
