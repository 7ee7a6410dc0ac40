with governments as (
    select *
    from {{ ref('int_report_divisions') }}
    where is_government
),

children as (
    select
        governments.report_id,
        below.report_id as child_report_id
    from governments
    inner join {{ ref('divisions') }} as divisions
        on
            governments.code = divisions.parent
            and {{ in_years('divisions', 'governments.division_year') }}
    left join governments as below
        on
            divisions.code = below.code
            and governments.year = below.year
            and below.is_current
)

select
    children.report_id,
    watched.rule,
    watched.item,
    count(*) as governments,
    count(figures.value) as figures,
    sum(figures.value) as total
from children
cross join {{ ref('watched') }} as watched
left join {{ ref('int_watched_figures') }} as figures
    on
        children.child_report_id = figures.report_id
        and watched.rule = figures.rule
        and watched.item = figures.item
group by children.report_id, watched.rule, watched.item
