"""School holidays, matriculation days and blocked days; with any change of them the catalogue's revision rises."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

TABLES = ("calendarperiod", "calendarperiod_regions")


def trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""CREATE TRIGGER raise_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_{table}
            FOR EACH STATEMENT EXECUTE FUNCTION catalogue_raise_revision()""",
        f"DROP TRIGGER raise_revision ON catalogue_{table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0005_access_to_the_workspace'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('school_break', 'School holiday'), ('matriculation', 'Matriculation examination'), ('blocked', 'Blocked days')], max_length=15, verbose_name='kind')),
                ('reference', models.CharField(blank=True, max_length=60, null=True, unique=True, verbose_name='code in the reference data')),
                ('name_fi', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('name_sv', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('first_on', models.DateField(verbose_name='first day')),
                ('last_on', models.DateField(verbose_name='last day')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('is_own', models.BooleanField(default=False, verbose_name='changed here')),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calendar_periods', to='catalogue.organisation')),
                ('regions', models.ManyToManyField(blank=True, related_name='calendar_periods', to='catalogue.region')),
            ],
            options={
                'verbose_name': 'period that matters for dates',
                'verbose_name_plural': 'periods that matter for dates',
                'ordering': ('first_on', 'last_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CalendarPeriodChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='by')),
                ('actor_label', models.CharField(blank=True, max_length=60)),
                ('action', models.CharField(max_length=30, verbose_name='action')),
                ('from_state', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('to_state', models.CharField(blank=True, max_length=20, verbose_name='to')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('actor_user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='catalogue.calendarperiod')),
            ],
            options={
                'verbose_name': 'change of a period',
                'verbose_name_plural': 'changes of periods',
                'ordering': ('id',),
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='calendarperiod',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='calendar_period_in_order'),
        ),
        migrations.AddConstraint(
            model_name='calendarperiod',
            constraint=models.CheckConstraint(condition=models.Q(('first_on__gte', '2000-01-01'), ('last_on__lte', '2100-12-31')), name='calendar_period_in_its_century'),
        ),
        migrations.AddConstraint(
            model_name='calendarperiod',
            constraint=models.CheckConstraint(condition=models.Q(('name_en', ''), ('name_fi', ''), ('name_sv', ''), _negated=True), name='calendar_period_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='calendarperiod',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'blocked'), ('organisation__isnull', True), _connector='OR'), name='calendar_period_only_blocked_is_owned'),
        ),
        *[trigger(table) for table in TABLES],
    ]
