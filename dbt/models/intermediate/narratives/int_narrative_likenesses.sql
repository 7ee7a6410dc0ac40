{{ config(materialized='incremental', meta={'replaces': ['int_replaced_years']}) }}
{%- set fields = ['shortness', 'place', 'digest', 'sentence', 'page_number', 'line_number'] %}

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

-- Narrow as they are: with excerpts, a million of them do not fit into 3 GB.
ranked as (
    select
        *,
        row_number() over (
            partition by report_id, rule
            order by similarity desc, other_report_id asc
        ) as choice,
        count(*) over (partition by report_id, rule) as choices
    from directed
),

passages as (
    select
        *,
        -characters as shortness,
        position as place,
        {{ quoted('passage') }} as sentence,
        row_number() over (partition by report_id, digest order by position) as occurrence
    from {{ ref('stg_passages') }}
    where
        report_id in (select directed.report_id from directed)
        or report_id in (select directed.other_report_id from directed)
),

-- As lists, so that there are no more rows than pairs: joined with single passages they are many times more.
listed as (
    select
        report_id,
        {{ rows_in_order(fields) }} as passages
    from passages
    where occurrence = 1
    group by report_id
),

printed as (
    select
        *,
        {{ field_of_each('passages', 'digest') }} as digests
    from listed
),

compared as (
    select
        ranked.*,
        {{ entries_among('own.passages', 'digest', 'theirs.digests') }} as shared
    from ranked
    left join printed as own
        on ranked.report_id = own.report_id
    left join printed as theirs
        on ranked.other_report_id = theirs.report_id
)

select
    year,
    rule,
    compared_with,
    report_id,
    other_report_id,
    similarity,
    cast(coalesce({{ entries('shared') }}, 0) as integer) as shared_passages,
    case
        when {{ entries('shared') }} > 0
            then {{ joined_first(field_of_each('shared', 'sentence'), 3, '；') }}
    end as excerpt,
    {{ entry_at('shared', 0) }}.page_number as page_number,
    {{ entry_at('shared', 0) }}.line_number as line_number,
    choice,
    choices
from compared
