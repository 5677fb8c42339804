from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0012_indexes_of_messages'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reformstep',
            name='kind',
            field=models.CharField(choices=[('closed', 'organisation closed'), ('succession', 'succession'), ('lead', 'organiser of a training'), ('joint', 'co-organisers of a training'), ('membership', 'membership'), ('token', 'API token'), ('period', 'blocked days'), ('calendar', 'calendar of others')], max_length=12),
        ),
    ]
