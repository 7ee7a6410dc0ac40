-- depends_on: {{ ref('indicators') }}
with regions as (
    select
        regions.*,
        bodies.report_id,
        bodies.coverage,
        bodies.coverage_source,
        bodies.coverage_confidence,
        cast(coalesce(bodies.bodies_expected, 0) as integer) as bodies_expected,
        cast(coalesce(bodies.bodies_there, 0) as integer) as bodies_there,
        cast(coalesce(bodies.bodies_unreadable, 0) as integer) as bodies_unreadable,
        bases.basis,
        comparisons.change_reason
    from {{ ref('int_region_years') }} as regions
    left join {{ ref('int_region_bodies') }} as bodies
        on
            regions.region_id = bodies.region_id
            and regions.year = bodies.year
    inner join {{ ref('int_region_bases') }} as bases
        on
            regions.region_id = bases.region_id
            and regions.year = bases.year
    inner join {{ ref('int_region_comparisons') }} as comparisons
        on
            regions.region_id = comparisons.region_id
            and regions.year = comparisons.year
),

below as (
    select
        above_id as region_id,
        year,
        count(*) as regions_expected,
        count(basis) as regions_there
    from {{ ref('int_region_bases') }}
    where above_id is not null
    group by above_id, year
)

select
    regions.region_id,
    regions.year,
    regions.region_code,
    regions.name,
    regions.level,
    regions.county_id,
    regions.prefecture_id,
    regions.province_id,
    regions.is_carried_forward,
    regions.basis,
    case
        when regions.basis is not null then null
        when regions.bodies_unreadable > 0 then 'report_unreadable'
        else 'no_report'
    end as null_reason,
    regions.report_id,
    regions.coverage,
    regions.coverage_source,
    regions.coverage_confidence,
    regions.bodies_expected,
    regions.bodies_there,
    regions.bodies_unreadable,
    regions.bodies_expected - regions.bodies_there - regions.bodies_unreadable as bodies_missing,
    cast(coalesce(below.regions_expected, 0) as integer) as regions_expected,
    cast(coalesce(below.regions_there, 0) as integer) as regions_there,
    cast(coalesce(totals.reports_counted, 0) as integer) as reports_counted,
    cast(coalesce(totals.reports_incomplete, 0) as integer) as reports_incomplete,
    cast(coalesce(quality.reports_assessed, 0) as integer) as reports_assessed,
    cast(coalesce(quality.findings_must, 0) as integer) as findings_must,
    cast(coalesce(quality.findings_should, 0) as integer) as findings_should,
    {%- for indicator in indicators(['count', 'share', 'rate']) %}
    totals.{{ indicator.indicator }},
    {%- endfor %}
    {{ small_flags('totals') }}
    {{ changes('totals', 'before') }}
    case when regions.basis is not null then {{ null_reasons('totals', 'form.absent') }} end
        as null_reasons,
    case
        when regions.basis is null or regions.change_reason is not null then regions.change_reason
        when coalesce({%- for indicator in indicators(['count']) if indicator.has_change %}
            before.{{ indicator.indicator }},
        {%- endfor %} null) is null then 'no_previous_figures'
    end as change_reason,
    case when regions.basis = 'report' then totals.received end as received_reported,
    totals.received_summed,
    case when regions.basis = 'report' then totals.received end - totals.received_summed
        as received_difference,
    case when regions.basis = 'report' then totals.processed end as processed_reported,
    totals.processed_summed,
    case when regions.basis = 'report' then totals.processed end - totals.processed_summed
        as processed_difference
from regions
left join below
    on
        regions.region_id = below.region_id
        and regions.year = below.year
left join {{ ref('int_region_totals') }} as totals
    on
        regions.region_id = totals.region_id
        and regions.year = totals.year
left join {{ ref('int_region_quality') }} as quality
    on
        regions.region_id = quality.region_id
        and regions.year = quality.year
left join {{ ref('dim_year') }} as years
    on regions.year = years.year
left join {{ ref('int_indicator_editions') }} as form
    on coalesce(totals.edition, years.edition) = form.edition
left join {{ ref('int_region_totals') }} as before
    on
        -- A condition on one side alone, in a left join, would be tried on every pair.
        case when regions.change_reason is null then regions.region_id end = before.region_id
        and regions.year = before.year + 1
