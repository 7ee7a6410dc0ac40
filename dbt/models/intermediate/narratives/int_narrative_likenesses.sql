{{ config(materialized='incremental', meta={'replaces': ['int_replaced_years']}) }}

with agencies as (
    select
        report_id,
        place,
        {{ without_seat('plain_name') }} as name
    from {{ ref('int_report_agencies') }}
),

-- A government and its office may be one agency that files twice, as may two of one name without a region.
of_two_agencies as (
    select pairs.*
    from {{ ref('int_narrative_pairs') }} as pairs
    inner join agencies as one
        on pairs.report_id = one.report_id
    inner join agencies as another
        on pairs.other_report_id = another.report_id
    where
        pairs.year in (select replaced.year from {{ ref('int_replaced_years') }} as replaced)
        and pairs.similarity >= pairs.percent
        and (
            pairs.compared_with = 'previous_year'
            or not (
                (one.place = another.place or 'unresolved' in (one.place, another.place))
                and (
                    {{ ends_with('one.name', 'another.name') }}
                    or {{ ends_with('another.name', 'one.name') }}
                )
            )
        )
),

directed as (
    select
        year,
        rule,
        compared_with,
        report_id,
        other_report_id,
        similarity
    from of_two_agencies
    union all
    select
        year,
        rule,
        compared_with,
        other_report_id as report_id,
        report_id as other_report_id,
        similarity
    from of_two_agencies
    where compared_with = 'other_agency'
),

passages as (
    select
        report_id,
        digest,
        min(position) as position,
        min(characters) as characters
    from {{ ref('stg_passages') }}
    where
        report_id in (select directed.report_id from directed)
        or report_id in (select directed.other_report_id from directed)
    group by report_id, digest
),

shared as (
    select
        alike.rule,
        alike.report_id,
        alike.other_report_id,
        own.position,
        row_number() over (
            partition by alike.rule, alike.report_id, alike.other_report_id
            order by own.characters desc, own.position asc
        ) as choice,
        count(*) over (partition by alike.rule, alike.report_id, alike.other_report_id) as shared
    from directed as alike
    inner join passages as own
        on alike.report_id = own.report_id
    inner join passages as theirs
        on alike.other_report_id = theirs.report_id and own.digest = theirs.digest
),

excerpts as (
    select
        shared.rule,
        shared.report_id,
        shared.other_report_id,
        max(shared.shared) as shared,
        {{ joined_text(quoted('passages.passage'), '；', 'shared.choice') }} as excerpt,
        max(passages.page_number) filter (where shared.choice = 1) as page_number,
        max(passages.line_number) filter (where shared.choice = 1) as line_number
    from shared
    inner join {{ ref('stg_passages') }} as passages
        on shared.report_id = passages.report_id and shared.position = passages.position
    where shared.choice <= 3
    group by shared.rule, shared.report_id, shared.other_report_id
)

select
    directed.*,
    cast(coalesce(excerpts.shared, 0) as integer) as shared_passages,
    excerpts.excerpt,
    excerpts.page_number,
    excerpts.line_number,
    row_number() over (
        partition by directed.report_id, directed.rule
        order by directed.similarity desc, directed.other_report_id asc
    ) as choice,
    count(*) over (partition by directed.report_id, directed.rule) as choices
from directed
left join excerpts
    on
        directed.rule = excerpts.rule
        and directed.report_id = excerpts.report_id
        and directed.other_report_id = excerpts.other_report_id
